package org.beamlet.agent.snapshot;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an agent is about. */
public enum AgentPhase {
    /** Not online yet. */
    @JsonProperty("starting")
    STARTING,
    @JsonProperty("running")
    RUNNING,
    /** Takes nothing new and still has tasks or results. */
    @JsonProperty("draining")
    DRAINING,
    /** Takes nothing new and has nothing more to do. */
    @JsonProperty("drained")
    DRAINED
}
