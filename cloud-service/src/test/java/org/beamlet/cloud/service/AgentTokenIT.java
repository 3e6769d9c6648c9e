package org.beamlet.cloud.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.auth.Users;
import org.beamlet.cloud.peer.Await;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.beamlet.protocol.rest.SubmitRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The token of an agent that a manager runs as its user's account. */
class AgentTokenIT {
    @TempDir Path folder;

    @Test
    void itIsTheUsersAndForTheirEndpointAlone() throws Exception {
        try (RunningParts parts = new RunningParts(folder)) {
            EndpointRegistration.ManagerAnswer registered =
                    parts.service
                            .registrations()
                            .registerManager(
                                    parts.alice,
                                    EndpointId.random(),
                                    PlayedManager.body("manager"));
            try (PlayedManager manager = new PlayedManager(registered)) {
                manager.heartbeat(30);
                Await.until(
                        "the manager is online",
                        () ->
                                parts.service
                                        .endpoints()
                                        .find(manager.id())
                                        .orElseThrow()
                                        .online(parts.clock.instant()));
                SubmitRequest request =
                        new SubmitRequest(
                                Map.of(parts.function.toString(), List.of(RunningParts.PAYLOAD)),
                                false,
                                null,
                                null,
                                Json.read("{}"),
                                null,
                                null);
                var _ =
                        CompletableFuture.runAsync(
                                () -> {
                                    var _ =
                                            parts.service
                                                    .submissions()
                                                    .submit(
                                                            parts.alice,
                                                            manager.id().toString(),
                                                            request);
                                },
                                task -> Thread.ofVirtual().start(task));
                EndpointId child = manager.next().child();

                worksFor(parts, child);
            }
        }
    }

    private static void worksFor(RunningParts parts, EndpointId child) {
        Users.User user = parts.service.access().users().find("alice");
        String first = parts.service.tokens().mintForAgent(user, child).token();
        String second = parts.service.tokens().mintForAgent(user, child).token();
        assertThatThrownBy(() -> parts.service.tokens().caller(first))
                .hasMessageContaining("revoked");
        Caller agent = parts.service.tokens().caller(second).orElseThrow();
        assertThat(agent.userId()).isEqualTo(parts.alice.userId());
        assertThat(agent.endpoint()).isEqualTo(child);
        assertThat(agent.operator()).isFalse();

        EndpointRegistration body = new EndpointRegistration("uep", null, null, null, null, null);
        assertThat(parts.service.registrations().register(agent, child, body).endpointId())
                .isEqualTo(child.toString());
        // Nobody else can.
        Caller stranger = parts.service.tokens().mint("mallory").caller();
        BeamletException refused =
                catchThrowableOfType(
                        BeamletException.class,
                        () -> parts.service.registrations().register(stranger, child, body));
        assertThat(refused.code()).isEqualTo(ErrorCode.ENDPOINT_ALREADY_REGISTERED);
        assertThatThrownBy(() -> parts.service.endpoints().ofManager(stranger, child))
                .hasMessageContaining("no manager of yours");
    }
}
