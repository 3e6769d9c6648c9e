package org.beamlet.benchmarks.cloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.beamlet.catalog.Catalog;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.BeamletExecutor;
import org.beamlet.client.TaskListener;
import org.beamlet.client.TaskResult;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;

/**
 * Several clients submit no-op tasks in batches to several endpoints that echo; every result must
 * come once. Arguments: number of tasks, of clients, of endpoints, pid of the service (for its
 * memory). URL and token come from BEAMLET_URL and BEAMLET_TOKEN.
 */
public final class CloudLoad {
    private static final FunctionId NOOP = CatalogFunctionId.of("diagnostics.noop", "1.0.0");
    private static final int WARM_UP = 2000;
    private static final int SINGLE_CALLS = 500;

    /** As many requests as a user may make at once; the next ones would measure the limit. */
    private static final int SINGLE_CALLS_WITH_LIMIT = 10;

    private static final long WINDOW_MS = 10_000;

    private final boolean limited =
            !System.getenv().getOrDefault("BEAMLET_RATE_LIMIT_REQUESTS", "0").equals("0");
    private final URI service = URI.create(System.getenv("BEAMLET_URL"));
    private final String token = System.getenv("BEAMLET_TOKEN");
    private final ObjectNode nothing = Json.NODES.objectNode();
    private final Set<TaskId> seen = ConcurrentHashMap.newKeySet();

    private CloudLoad() {}

    public static void main(String[] arguments)
            throws IOException, InterruptedException, TimeoutException, ExecutionException {
        int tasks = Integer.parseInt(arguments[0]);
        int clients = Integer.parseInt(arguments[1]);
        int endpoints = Integer.parseInt(arguments[2]);
        long pid = Long.parseLong(arguments[3]);
        System.out.println(Json.write(new CloudLoad().run(tasks, clients, endpoints, pid)));
        System.exit(0);
    }

    private Map<String, Object> run(int tasks, int clients, int count, long pid)
            throws IOException, InterruptedException, TimeoutException, ExecutionException {
        List<EchoEndpoint> endpoints = new ArrayList<>();
        try (BeamletClient client = new BeamletClient(service, token);
                ServiceMemory memory = new ServiceMemory(pid)) {
            client.ensureRegistered(Catalog.load().find("diagnostics.noop", "1.0.0").orElseThrow());
            for (int i = 0; i < count; i++) {
                endpoints.add(EchoEndpoint.open(service, token, "echo-" + i));
            }
            double[] latencies = singles(client, endpoints.getFirst());
            long before = delivered(endpoints);
            long begin = System.nanoTime();
            burst(tasks, clients, endpoints);
            double seconds = (System.nanoTime() - begin) / 1e9;
            return figures(
                    tasks, seconds, latencies, delivered(endpoints) - before, memory.quarters());
        } finally {
            endpoints.forEach(EchoEndpoint::close);
        }
    }

    private double[] singles(BeamletClient client, EchoEndpoint endpoint)
            throws InterruptedException {
        try (BeamletExecutor executor = new BeamletExecutor(client, endpoint.id())) {
            warmUp(executor);
            double[] latencies = new double[limited ? SINGLE_CALLS_WITH_LIMIT : SINGLE_CALLS];
            for (int i = 0; i < latencies.length; i++) {
                long begin = System.nanoTime();
                executor.submit(NOOP, nothing, TaskListener.NONE).join();
                latencies[i] = (System.nanoTime() - begin) / 1e6;
            }
            Arrays.sort(latencies);
            return latencies;
        }
    }

    private void warmUp(BeamletExecutor executor) throws InterruptedException {
        if (limited) {
            List<CompletableFuture<TaskResult>> together = new ArrayList<>();
            for (int i = 0; i < WARM_UP; i++) {
                together.add(executor.submit(NOOP, nothing, TaskListener.NONE));
            }
            together.forEach(CompletableFuture::join);
            Thread.sleep(WINDOW_MS);
        } else {
            for (int i = 0; i < WARM_UP; i++) {
                executor.submit(NOOP, nothing, TaskListener.NONE).join();
            }
        }
    }

    private void burst(int tasks, int clients, List<EchoEndpoint> endpoints)
            throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                EchoEndpoint endpoint = endpoints.get(i % endpoints.size());
                running.add(threads.submit(() -> client(tasks / clients, endpoint)));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
    }

    private void client(int tasks, EchoEndpoint endpoint) {
        try (BeamletClient client = new BeamletClient(service, token);
                BeamletExecutor executor = new BeamletExecutor(client, endpoint.id())) {
            List<CompletableFuture<TaskResult>> futures = new ArrayList<>(tasks);
            for (int i = 0; i < tasks; i++) {
                futures.add(executor.submit(NOOP, nothing, TaskListener.NONE));
            }
            futures.forEach(future -> seen.add(future.join().taskId()));
        }
    }

    private static long delivered(List<EchoEndpoint> endpoints) {
        return endpoints.stream().mapToLong(EchoEndpoint::delivered).sum();
    }

    private Map<String, Object> figures(
            int tasks, double seconds, double[] latencies, long delivered, List<Long> memory) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("tasks", tasks);
        figures.put("seconds", seconds);
        figures.put("tasks_per_s", tasks / seconds);
        figures.put("p50_ms", latencies[latencies.length / 2]);
        figures.put("p99_ms", latencies[latencies.length * 99 / 100]);
        figures.put("lost", tasks - seen.size());
        figures.put("delivered_again", delivered - tasks);
        figures.put("service_mb", memory);
        return figures;
    }
}
