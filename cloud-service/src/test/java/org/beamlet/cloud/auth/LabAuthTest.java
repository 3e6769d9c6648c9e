package org.beamlet.cloud.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabAuthTest {
    private static final String COMPUTE =
            "https://auth.globus.org/scopes/facd7ccc-c5f4-42aa-916b-a0e270e2c2a9/all";

    @Test
    void itIsOffUnlessItIsTurnedOn() {
        assertThat(LabAuth.on()).isFalse();
    }

    @Test
    void scopesAreSortedByTheServiceThatTheyAreFor() {
        assertThat(LabAuth.byResourceServer("openid " + COMPUTE + " email " + COMPUTE))
                .contains(Map.of("auth.globus.org", "openid email", "funcx_service", COMPUTE));
        assertThat(LabAuth.byResourceServer(COMPUTE)).contains(Map.of("funcx_service", COMPUTE));
        assertThat(
                        LabAuth.byResourceServer(
                                "urn:globus:auth:scope:auth.globus.org:manage_projects"
                                        + "[openid *email[profile]]"))
                .contains(
                        Map.of(
                                "auth.globus.org",
                                "urn:globus:auth:scope:auth.globus.org:manage_projects"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "everything", "openid everything", "https://example.org/all"})
    void anUnknownScopeIsNotGranted(String scopes) {
        assertThat(LabAuth.byResourceServer(scopes)).isEmpty();
    }
}
