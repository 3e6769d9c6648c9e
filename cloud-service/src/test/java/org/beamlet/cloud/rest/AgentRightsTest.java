package org.beamlet.cloud.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.beamlet.protocol.id.EndpointId;
import org.junit.jupiter.api.Test;

class AgentRightsTest {
    private static final EndpointId OWN = EndpointId.random();
    private static final String SHA = "0a".repeat(32);

    private static boolean allowed(String method, String path, boolean task) {
        return AgentRights.allowed(OWN, method, path, task);
    }

    @Test
    void anAgentMayDoItsWorkAndNothingElse() {
        assertThat(allowed("PUT", "/v3/endpoints/" + OWN, false)).isTrue();
        assertThat(allowed("POST", "beamlet/v1/endpoints/%s/reconcile".formatted(OWN), false))
                .isTrue();
        assertThat(allowed("POST", "/beamlet/v1/endpoints/%s/news".formatted(OWN), false)).isTrue();
        assertThat(allowed("GET", "/beamlet/v1/whoami", false)).isTrue();
        assertThat(allowed("GET", "/beamlet/v1/artifacts/" + SHA, true)).isTrue();
        assertThat(allowed("PUT", "/beamlet/v1/artifacts/" + SHA, true)).isTrue();

        EndpointId other = EndpointId.random();
        assertThat(allowed("PUT", "/v3/endpoints/" + other, false)).isFalse();
        assertThat(allowed("POST", "/v3/endpoints", false)).isFalse();
        assertThat(allowed("POST", "/beamlet/v1/endpoints/%s/news".formatted(other), false))
                .isFalse();
        assertThat(allowed("POST", "/beamlet/v1/endpoints/%s/agent-token".formatted(OWN), false))
                .isFalse();
        assertThat(allowed("POST", "/v3/endpoints/%s/submit".formatted(OWN), false)).isFalse();
        assertThat(allowed("DELETE", "/v2/endpoints/" + OWN, false)).isFalse();
        assertThat(allowed("GET", "/beamlet/v1/artifacts/" + SHA, false)).isFalse();
        assertThat(allowed("HEAD", "/beamlet/v1/artifacts/" + SHA, true)).isFalse();
        assertThat(allowed("GET", "/beamlet/v1/tasks", true)).isFalse();
        assertThat(allowed("GET", "/v2/tasks/" + OWN, false)).isFalse();
        assertThat(allowed("GET", "/beamlet/v1/artifacts/%s/../../tasks".formatted(SHA), true))
                .isFalse();
    }
}
