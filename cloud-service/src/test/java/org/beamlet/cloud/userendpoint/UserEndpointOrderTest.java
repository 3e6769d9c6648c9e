package org.beamlet.cloud.userendpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.SubmitRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserEndpointOrderTest {
    private static final EndpointId MANAGER = EndpointId.random();
    private static final Caller ALICE = new Caller(UUID.randomUUID(), "alice");

    private static UserEndpointOrder order(
            Caller user, @Nullable String config, @Nullable String runtime) {
        return UserEndpointOrder.of(
                MANAGER,
                user,
                new SubmitRequest(
                        Map.of(),
                        null,
                        null,
                        null,
                        config == null ? null : Json.read(config),
                        runtime == null ? null : Json.read(runtime),
                        null));
    }

    @Test
    void theIdIsThatOfManagerUserConfigurationAndRuntime() {
        EndpointId id = order(ALICE, "{\"a\":1,\"b\":[{\"d\":1,\"c\":2}]}", "{}").id();

        assertThat(order(ALICE, "{\"b\":[{\"c\":2,\"d\":1}],\"a\":1}", null).id()).isEqualTo(id);
        assertThat(order(ALICE, "{\"a\":2,\"b\":[{\"d\":1,\"c\":2}]}", "{}").id()).isNotEqualTo(id);
        assertThat(order(ALICE, "{\"a\":1,\"b\":[{\"d\":1,\"c\":2}]}", "{\"x\":1}").id())
                .isNotEqualTo(id);
        Caller bob = new Caller(UUID.randomUUID(), "bob");
        assertThat(order(bob, "{\"a\":1,\"b\":[{\"d\":1,\"c\":2}]}", "{}").id()).isNotEqualTo(id);
        assertThat(id.value().version()).isEqualTo(5);
    }

    @Test
    void noConfigurationIsAnEmptyOne() {
        assertThat(order(ALICE, null, null).id()).isEqualTo(order(ALICE, "{}", "{}").id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "3",
                "\"text\"",
                "{\"_GC\":{}}",
                "{\"user_runtime\":1}",
                "{\"a\":\"\\u0000\\ud800\"}"
            })
    void whatNoTemplateCanTakeIsRefusedBeforeAnythingStarts(String config) {
        assertThat(catchThrowableOfType(BeamletException.class, () -> order(ALICE, config, null)))
                .isNotNull();
    }

    @Test
    void aLargeConfigurationIsRefusedWithTheLimit() {
        String large = "{\"worker_init\":\"" + "x".repeat(17_000) + "\"}";
        BeamletException refused =
                catchThrowableOfType(BeamletException.class, () -> order(ALICE, large, null));
        assertThat(refused.code()).isEqualTo(ErrorCode.SEMANTICALLY_INVALID);
        assertThat(refused.remedy()).contains("16384");
    }
}
