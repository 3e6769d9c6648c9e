package org.beamlet.worker.manager;

import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** The agent did not answer; it may yet. */
final class AgentUnreachableException extends BeamletException {
    private static final long serialVersionUID = 1L;

    AgentUnreachableException(AgentAddress agent, Throwable cause) {
        super(
                ErrorCode.ENDPOINT_OFFLINE,
                "the agent at %s does not answer (%s)".formatted(agent, cause.getMessage()),
                "see that the endpoint runs and that compute nodes reach its login node",
                cause);
    }
}
