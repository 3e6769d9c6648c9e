package org.beamlet.protocol.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What a Beamlet agent says of itself when it registers, under {@code beamlet} in the metadata.
 *
 * @param id of this run of the agent; of the agents of one endpoint, one at a time is let in
 * @param host where it runs
 * @param place its folder there: whoever holds a folder's lock may follow another there at once
 * @param lostAfterS seconds of silence after which its tasks are taken from it
 * @param dataRoots names of the folders that tasks may speak of as {@code data://NAME/…}
 * @param process which process it is; null of an earlier version
 * @param follows session of the agent of that place that it has seen to have ended; null for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AgentSession(
        @JsonProperty(value = "session", required = true) String id,
        @JsonProperty(value = "host", required = true) String host,
        @JsonProperty(value = "place", required = true) String place,
        @JsonProperty(value = "agent_lost_after", required = true) long lostAfterS,
        @JsonProperty("data_roots") @Nullable List<String> dataRoots,
        @JsonProperty("process") @Nullable HostProcess process,
        @JsonProperty("follows") @Nullable String follows) {
    private static final String KEY = "beamlet";

    /**
     * A process of a host.
     *
     * @param boot the kernel's id of the boot: none of another boot's processes lives
     */
    public record HostProcess(
            @JsonProperty(value = "pid", required = true) long pid,
            @JsonProperty(value = "boot", required = true) String boot) {}

    public AgentSession {
        dataRoots = dataRoots == null ? List.of() : List.copyOf(dataRoots);
    }

    /** One that does not say which process it is. */
    public AgentSession(
            String id, String host, String place, long lostAfterS, List<String> dataRoots) {
        this(id, host, place, lostAfterS, dataRoots, null, null);
    }

    /** {@return the same, that has seen another to have ended} */
    public AgentSession following(String ended) {
        return new AgentSession(id, host, place, lostAfterS, dataRoots, process, ended);
    }

    /** {@return what it says; empty of an agent that is not Beamlet's} */
    public static Optional<AgentSession> of(@Nullable JsonNode metadata) {
        JsonNode said = metadata == null ? null : metadata.get(KEY);
        return said == null || !said.isObject()
                ? Optional.empty()
                : Optional.of(Json.convert(said, AgentSession.class));
    }

    public void addTo(ObjectNode metadata) {
        metadata.set(KEY, Json.mapper().valueToTree(this));
    }

    /** {@return the folders' names, never null} */
    public List<String> roots() {
        return dataRoots == null ? List.of() : dataRoots;
    }
}
