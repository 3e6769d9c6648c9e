package org.beamlet.conformance.production;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.beamlet.cloud.peer.Await;
import org.beamlet.cloud.peer.Rest;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Two replicas, RabbitMQ and PostgreSQL; parts of them die under load: nothing lost, no outcome
 * twice.
 */
@Tag("postgresql")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("try") // Waiting for processes may be interrupted.
class ReplicasIT {
    private static final int REPLICAS = 2;
    private static final int SOME = 300;

    @SuppressWarnings("NullAway.Init")
    private Backend backend;

    @BeforeAll
    void start() throws Exception {
        backend = Backend.start(REPLICAS);
    }

    @AfterAll
    void stop() throws Exception {
        backend.close();
    }

    private interface Trouble {
        void happen(Load load) throws Exception;
    }

    @Test
    @Order(1)
    void withoutTroubleEachTaskIsDeliveredOnceThoughBothReplicasPublish() throws Exception {
        Map<String, Integer> times = survives(load -> more(load, SOME));
        assertThat(times).allSatisfy((_, count) -> assertThat(count).isEqualTo(1));
    }

    @Test
    @Order(2)
    void aKilledReplicasWorkIsTakenOver() throws Exception {
        survives(load -> {
            more(load, SOME);
            backend.killReplica(1);
            more(load, SOME);
            backend.startReplica(1);
            more(load, SOME);
        });
    }

    @Test
    @Order(3)
    void theDatabaseIsKilledAndRestarted() throws Exception {
        survives(load -> {
            more(load, SOME);
            backend.killDatabase();
            Await.until("a submission is refused with 503", () -> load.refusals.containsKey(503));
            backend.startDatabase();
            more(load, SOME);
        });
    }

    @Test
    @Order(4)
    void theBrokerIsKilledAndRestarted() throws Exception {
        survives(load -> {
            more(load, SOME);
            backend.killBroker();
            // Submissions are taken in all the same.
            more(load, SOME);
            backend.startBroker();
            more(load, SOME);
        });
    }

    /** {@return how often each promised task was delivered} */
    private Map<String, Integer> survives(Trouble trouble) throws Exception {
        Rest rest = backend.rest(2);
        EndpointRegistration.Answer endpoint = rest.endpoint(Map.of("endpoint_name", "replicas"));
        String function = rest.function("f");
        String group = UUID.randomUUID().toString();
        try (Laboratory laboratory = new Laboratory(rest, endpoint, group)) {
            Load load = new Load(backend, REPLICAS, endpoint.endpointId(), function, group);
            try (Load running = load.start()) {
                trouble.happen(running);
            }
            Set<String> promised = load.promised;
            Await.until(
                    "every promised task has its outcome; refused: " + load.refusals,
                    () -> missing(rest, promised),
                    Set::isEmpty);
            Await.until(
                    "every outcome came down the stream",
                    () -> laboratory.results.keySet().containsAll(promised));
            for (String task : promised) {
                assertThat(laboratory.results.get(task)).as("outcomes of %s", task).hasSize(1);
            }
            Map<String, Integer> times = new HashMap<>();
            promised.forEach(task ->
                    times.put(task, Objects.requireNonNull(laboratory.delivered.get(task)).get()));
            long twice = times.values().stream().filter(count -> count > 1).count();
            System.out.printf(
                    "tasks=%d delivered_again=%d refused=%s%n",
                    promised.size(), twice, load.refusals);
            return times;
        }
    }

    private static void more(Load load, int tasks) throws Exception {
        int enough = load.promised.size() + tasks;
        Await.until("tasks are taken in", () -> load.promised.size() >= enough);
    }

    private static Set<String> missing(Rest rest, Set<String> promised) throws Exception {
        Set<String> missing = new HashSet<>(promised);
        List<String> all = new ArrayList<>(promised);
        for (int from = 0; from < all.size(); from += 1000) {
            List<String> some = all.subList(from, Math.min(all.size(), from + 1000));
            Rest.Answer answer = rest.post("/v2/batch_status", Map.of("task_ids", some));
            if (answer.status() != 200) {
                return missing;
            }
            JsonNode results = answer.json().path("results");
            some.stream()
                    .filter(id -> results.path(id).path("status").asText().equals("success"))
                    .forEach(missing::remove);
        }
        return missing;
    }
}
