package org.beamlet.conformance.production;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.beamlet.cloud.peer.Rest;
import org.beamlet.protocol.payload.Payloads;

/** Users who submit without pause, each to whichever replica answers. */
@SuppressWarnings("try") // Waiting for processes may be interrupted.
final class Load implements AutoCloseable {
    private static final String PAYLOAD = Payloads.pack("11\n[]", "11\n{}");
    private static final int USERS = 3;
    private static final long PAUSE_MS = 40;

    private final Backend backend;
    private final int replicas;
    private final String path;
    private final Map<String, Object> body;
    private final String function;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    /** The ids that were answered: these are promised. */
    final Set<String> promised = ConcurrentHashMap.newKeySet();

    /** Answers other than 200 by their status; 0 where nobody answered. */
    final Map<Integer, AtomicInteger> refusals = new ConcurrentHashMap<>();

    Load(Backend backend, int replicas, String endpoint, String function, String group) {
        this.backend = backend;
        this.replicas = replicas;
        this.function = function;
        this.path = "/v3/endpoints/" + endpoint + "/submit";
        this.body =
                Map.of(
                        "tasks",
                        Map.of(function, Collections.nCopies(5, PAYLOAD)),
                        "task_group_id",
                        group,
                        "create_queue",
                        true);
    }

    Load start() {
        for (int user = 0; user < USERS; user++) {
            int first = user;
            threads.add(Thread.ofPlatform().start(() -> submit(first)));
        }
        return this;
    }

    private void submit(int first) {
        try {
            for (int turn = first; !stopping; turn++) {
                once(1 + turn % replicas);
                Thread.sleep(PAUSE_MS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void once(int replica) throws InterruptedException {
        try {
            Rest.Answer answer = backend.rest(replica).post(path, body);
            if (answer.status() == 200) {
                JsonNode ids = answer.json().path("tasks").path(function);
                ids.forEach(id -> promised.add(id.asText()));
            } else {
                refused(answer.status());
            }
        } catch (IOException _) {
            refused(0);
        }
    }

    private void refused(int status) {
        refusals.computeIfAbsent(status, _ -> new AtomicInteger()).incrementAndGet();
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
