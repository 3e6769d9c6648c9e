package org.beamlet.cloud.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.beamlet.cloud.peer.Await;
import org.beamlet.cloud.peer.PlayedAgent;
import org.beamlet.cloud.peer.Rest;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of the service at any moment loses nothing that it has answered. */
class KilledServiceIT {
    private static final String PAYLOAD = Payloads.pack("11\n[]", "11\n{}");
    private static final int ROUNDS = 3;
    private static final int SUBMITTERS = 3;
    private static final long SEED = System.nanoTime();

    private final Random random = new Random(SEED);
    private final Set<String> answered = ConcurrentHashMap.newKeySet();

    @Test
    void everyTaskThatWasAnsweredExistsIsDeliveredAndKeepsItsResult(@TempDir Path home)
            throws Exception {
        String token;
        String function;
        EndpointRegistration.Answer endpoint;
        try (ServiceProcess first = ServiceProcess.start(home)) {
            token = ServiceProcess.command(home, "token", "--user", "alice").lastWord();
            Rest alice = new Rest(first.url(), token);
            function = alice.function("f");
            endpoint = alice.endpoint(Map.of("endpoint_name", "ws"));
        }
        for (int round = 0; round < ROUNDS; round++) {
            try (ServiceProcess service = ServiceProcess.start(home)) {
                submitUntilKilled(service, new Rest(service.url(), token), endpoint, function);
            }
        }
        assertThat(answered).as("seed %d", SEED).hasSizeGreaterThan(ROUNDS);
        finishWhileKilled(home, token, endpoint);

        try (ServiceProcess last = ServiceProcess.start(home)) {
            Rest alice = new Rest(last.url(), token);
            for (String task : answered) {
                Await.until(
                        "task %s has its result (seed %d)".formatted(task, SEED),
                        () -> alice.get("/v2/tasks/" + task).ok().path("result").asText(),
                        ("11\n\"" + task + "\"")::equals);
            }
        }
    }

    /** Submits from several threads and kills the service under them. */
    private void submitUntilKilled(
            ServiceProcess service,
            Rest alice,
            EndpointRegistration.Answer endpoint,
            String function)
            throws Exception {
        int before = answered.size();
        int enough = before + 20 + random.nextInt(200);
        List<Thread> threads =
                Collections.nCopies(SUBMITTERS, alice).stream()
                        .map(rest ->
                                Thread.ofVirtual().start(() -> submit(rest, endpoint, function)))
                        .toList();
        Await.until("tasks are accepted", () -> answered.size() >= enough);
        service.kill();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void submit(Rest alice, EndpointRegistration.Answer endpoint, String function) {
        String path = "/v3/endpoints/" + endpoint.endpointId() + "/submit";
        try {
            for (int i = 0; ; i++) {
                List<String> payloads = Collections.nCopies(1 + i % 4, PAYLOAD);
                JsonNode answer =
                        alice.post(path, Map.of("tasks", Map.of(function, payloads))).ok();
                answer.path("tasks").path(function).forEach(id -> answered.add(id.asText()));
            }
        } catch (IOException e) {
            // The service is dead: what it did not answer is not promised.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Plays the agent: takes every task, reports every result, while the service dies once more.
     */
    private void finishWhileKilled(Path home, String token, EndpointRegistration.Answer endpoint)
            throws Exception {
        Set<String> delivered = new HashSet<>();
        try (ServiceProcess service = ServiceProcess.start(home);
                PlayedAgent agent = agent(service, token, endpoint)) {
            while (!delivered.containsAll(answered)) {
                Delivery delivery = agent.next();
                delivered.add(PlayedAgent.task(delivery).taskId().toString());
            }
            report(agent, delivered);
            // Confirmed by the broker, perhaps not yet stored: that must be enough.
            service.kill();
        }
    }

    private static void report(PlayedAgent agent, Set<String> tasks) throws Exception {
        for (String task : tasks) {
            agent.result(PlayedAgent.success(UUID.fromString(task), "11\n\"" + task + "\""));
        }
    }

    private static PlayedAgent agent(
            ServiceProcess service, String token, EndpointRegistration.Answer endpoint)
            throws Exception {
        JsonNode again =
                new Rest(service.url(), token)
                        .put(
                                "/v3/endpoints/" + endpoint.endpointId(),
                                Map.of("endpoint_name", "ws"))
                        .ok();
        return PlayedAgent.connect(Json.convert(again, EndpointRegistration.Answer.class))
                .consume();
    }
}
