package org.beamlet.cloud.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.beamlet.protocol.id.EndpointId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginNamesTest {
    private static final String ID = "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69";

    @Test
    void anEndpointsNameIsReadBack() {
        EndpointId endpoint = EndpointId.random();
        assertThat(LoginNames.endpointOf(LoginNames.endpoint(endpoint))).contains(endpoint);
    }

    @Test
    void aManagersAndAUserEndpointsNamesAreReadBackAndNotTakenForEachOther() {
        EndpointId endpoint = EndpointId.random();
        Instant now = Instant.ofEpochSecond(1_795_000_000L);
        String manager = LoginNames.manager(endpoint);
        String user = LoginNames.userEndpoint(endpoint, now);
        assertThat(LoginNames.managerOf(manager)).contains(endpoint);
        assertThat(LoginNames.userEndpointOf(user)).contains(endpoint);
        assertThat(LoginNames.madeAt(user)).contains(now);
        assertThat(LoginNames.userEndpoint(endpoint, now)).isNotEqualTo(user);
        assertThat(LoginNames.userEndpointOf(manager)).isEmpty();
        assertThat(LoginNames.managerOf(user)).isEmpty();
        assertThat(LoginNames.endpointOf(user)).isEmpty();
        assertThat(LoginNames.isOf(endpoint, user)).isTrue();
        assertThat(LoginNames.isOf(endpoint, manager)).isTrue();
        assertThat(LoginNames.isOf(EndpointId.random(), user)).isFalse();
    }

    @Test
    void aStreamLoginSaysWhoseItIsAndWhenItWasMade() {
        UUID owner = UUID.randomUUID();
        Instant now = Instant.ofEpochSecond(1_795_000_000L);
        String name = LoginNames.stream(owner, now);
        assertThat(LoginNames.streamOwnerOf(name)).contains(owner);
        assertThat(LoginNames.madeAt(name)).contains(now);
        assertThat(LoginNames.stream(owner, now)).isNotEqualTo(name);
        assertThat(LoginNames.endpointOf(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "endpoint-",
                "endpoint-" + ID + "x",
                "endpoint-" + ID + "\n",
                "Endpoint-" + ID,
                "stream-" + ID,
                "stream-" + ID + "-12-",
                "stream-" + ID + "-12-0123456789",
                "stream-.*-12-01234567",
                "beamlet-service"
            })
    void otherNamesAreNeither(String name) {
        assertThat(LoginNames.endpointOf(name)).isEmpty();
        assertThat(LoginNames.streamOwnerOf(name)).isEmpty();
        assertThat(LoginNames.madeAt(name)).isEmpty();
    }

    @Test
    void passwordsAreLongAndFitIntoAUrl() {
        assertThat(LoginNames.newPassword()).matches("[A-Za-z0-9_-]{43}");
        assertThat(LoginNames.newPassword()).isNotEqualTo(LoginNames.newPassword());
    }
}
