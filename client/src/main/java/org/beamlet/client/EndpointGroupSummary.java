package org.beamlet.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.beamlet.protocol.id.EndpointId;
import org.jspecify.annotations.Nullable;

/** Endpoints that stand in for each other; tasks are submitted to the group's id. */
public record EndpointGroupSummary(
        @JsonProperty("endpoint_group_id") String uuid,
        @JsonProperty("name") String name,
        @JsonProperty("policy") String policy,
        @JsonProperty("running") String running,
        @JsonProperty("endpoints") List<Member> endpoints) {

    /** One endpoint, and whether it is online. */
    public record Member(
            @JsonProperty("endpoint_id") String endpointId,
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("status") String status) {
        public String shownName() {
            return name == null ? endpointId : name;
        }
    }

    public EndpointId id() {
        return EndpointId.parse(uuid);
    }

    public boolean isCalled(String word) {
        return word.equals(name) || word.equals(uuid);
    }
}
