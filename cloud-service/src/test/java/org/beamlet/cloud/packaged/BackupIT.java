package org.beamlet.cloud.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.Delivery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.beamlet.cloud.peer.Await;
import org.beamlet.cloud.peer.PlayedAgent;
import org.beamlet.cloud.peer.Rest;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A copy that is taken under load is whole: what it has of a task is enough to go on. */
@DisabledIfSystemProperty(
        named = "beamlet.store.peer",
        matches = ".+",
        disabledReason = "PostgreSQL is backed up by pg_dump")
class BackupIT {
    private static final String PAYLOAD = Payloads.pack("11\n[]", "11\n{}");
    private static final int BATCH = 20;
    private static final int BATCHES = 10;

    @TempDir private Path home;

    @Test
    void whatWasTakenInBeforeABackupGoesOnAfterItWasRestored() throws Exception {
        Path file = home.resolve("backup.zip");
        String token;
        Set<String> done;
        List<String> open;
        EndpointRegistration.Answer endpoint;
        try (ServiceProcess service = ServiceProcess.start(home)) {
            token = ServiceProcess.command(home, "token", "--user", "alice").lastWord();
            Rest alice = new Rest(service.url(), token);
            String function = alice.function("f");
            endpoint = alice.endpoint(Map.of("endpoint_name", "ws"));
            open = submit(alice, endpoint, function);
            done = finishSome(alice, endpoint, open);
            ServiceProcess.Said said = ServiceProcess.command(home, "backup", file.toString());
            assertThat(said.exit()).as(said.err()).isZero();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(ServiceProcess.command(home, "restore", file.toString()).err())
                .contains("not empty");

        Path other = Files.createDirectory(home.resolve("other"));
        ServiceProcess.Said said = ServiceProcess.command(other, "restore", file.toString());
        assertThat(said.exit()).as(said.err()).isZero();
        try (ServiceProcess service = ServiceProcess.start(other)) {
            Rest alice = new Rest(service.url(), token);
            for (String task : done) {
                assertThat(alice.get("/v2/tasks/" + task).ok().path("status").asText())
                        .isEqualTo("success");
            }
            Set<String> rest = new HashSet<>(open);
            rest.removeAll(done);
            finishAll(alice, endpoint, rest);
        }
    }

    private static List<String> submit(
            Rest alice, EndpointRegistration.Answer endpoint, String function) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) {
            JsonNode answer =
                    alice.post(
                                    "/v3/endpoints/" + endpoint.endpointId() + "/submit",
                                    Map.of(
                                            "tasks",
                                            Map.of(
                                                    function,
                                                    java.util.Collections.nCopies(BATCH, PAYLOAD))))
                            .ok();
            answer.path("tasks").path(function).forEach(id -> ids.add(id.asText()));
        }
        return ids;
    }

    /** Half of them; the rest is in the queue when the copy is taken. */
    private static Set<String> finishSome(
            Rest alice, EndpointRegistration.Answer endpoint, List<String> all) throws Exception {
        Set<String> done = new HashSet<>();
        try (PlayedAgent agent = agent(alice, endpoint)) {
            while (done.size() < all.size() / 2) {
                finish(agent, agent.next(), done);
            }
        }
        for (String task : done) {
            Await.until(
                    "its result is stored",
                    () -> alice.get("/v2/tasks/" + task).ok().path("status").asText(),
                    "success"::equals);
        }
        return done;
    }

    private static void finishAll(
            Rest alice, EndpointRegistration.Answer endpoint, Set<String> rest) throws Exception {
        Set<String> seen = new HashSet<>();
        try (PlayedAgent agent = agent(alice, endpoint)) {
            while (!seen.containsAll(rest)) {
                Delivery next = agent.poll();
                assertThat(next).as("after %d of %d tasks", seen.size(), rest.size()).isNotNull();
                finish(agent, Objects.requireNonNull(next), seen);
            }
            for (String task : rest) {
                Await.until(
                        "its result is stored",
                        () -> alice.get("/v2/tasks/" + task).ok().path("status").asText(),
                        "success"::equals);
            }
        }
    }

    private static void finish(PlayedAgent agent, Delivery delivery, Set<String> done)
            throws Exception {
        var task = PlayedAgent.task(delivery).taskId();
        agent.result(PlayedAgent.success(task, "11\n\"" + task + "\""));
        agent.acknowledge(delivery);
        done.add(task.toString());
    }

    private static PlayedAgent agent(Rest alice, EndpointRegistration.Answer endpoint)
            throws Exception {
        JsonNode again =
                alice.put("/v3/endpoints/" + endpoint.endpointId(), Map.of("endpoint_name", "ws"))
                        .ok();
        return PlayedAgent.connect(Json.convert(again, EndpointRegistration.Answer.class))
                .consumeHolding();
    }
}
