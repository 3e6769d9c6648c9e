package org.beamlet.benchmarks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.BeamletExecutor;
import org.beamlet.client.TaskListener;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.json.Json;

/** A task for each worker of an endpoint that has no block, and how its nodes come to life. */
public final class StartRounds {
    private static final FunctionId SLEEP = CatalogFunctionId.of("diagnostics.sleep", "1.0.0");
    private static final double NAP_S = 3;

    private StartRounds() {}

    /**
     * Takes the endpoint's id, and the numbers of rounds, workers and nodes; URL and token come
     * from BEAMLET_URL and BEAMLET_TOKEN, the home of what runs on nodes from BEAMLET_HOME.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        URI service = URI.create(System.getenv("BEAMLET_URL"));
        int rounds = Integer.parseInt(arguments[1]);
        int tasks = Integer.parseInt(arguments[2]);
        int nodes = Integer.parseInt(arguments[3]);
        ObjectNode nap = Json.NODES.objectNode().put("seconds", NAP_S);
        ArrayNode told = Json.NODES.arrayNode();
        try (BeamletClient client = new BeamletClient(service, System.getenv("BEAMLET_TOKEN"));
                BeamletExecutor executor =
                        new BeamletExecutor(client, EndpointId.parse(arguments[0]))) {
            for (int round = 0; round < rounds; round++) {
                ElasticRounds.awaitNoJob();
                told.add(round(executor, nap, tasks, nodes));
            }
        }
        System.out.println(Json.write(told));
    }

    private static ObjectNode round(BeamletExecutor executor, ObjectNode nap, int tasks, int nodes)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        AtomicLong first = new AtomicLong(Long.MAX_VALUE);
        List<CompletableFuture<?>> futures = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            futures.add(
                    executor.submit(SLEEP, nap, TaskListener.NONE)
                            .thenRun(() ->
                                    first.accumulateAndGet(System.nanoTime() - begin, Math::min)));
        }
        CompletableFuture<Void> all =
                CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));
        long most = 0;
        while (!all.isDone()) {
            most = Math.max(most, proportional());
            TimeUnit.MILLISECONDS.sleep(500);
        }
        all.join();
        return Json.NODES
                .objectNode()
                .put("first_task_s", first.get() / 1e9 - NAP_S)
                .put("all_results_s", (System.nanoTime() - begin) / 1e9)
                .put("node_mb", most / 1024.0 / nodes);
    }

    /** {@return kilobytes of node managers and workers; what several map counts in shares} */
    private static long proportional() throws IOException {
        String home = System.getenv("BEAMLET_HOME");
        long sum = 0;
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path one : processes.toList()) {
                if (!one.getFileName().toString().matches("\\d+")) {
                    continue;
                }
                try {
                    String line =
                            new String(
                                    Files.readAllBytes(one.resolve("cmdline")),
                                    StandardCharsets.UTF_8);
                    boolean ours =
                            (line.contains("NodeManagerMain") && line.contains(home))
                                    || line.contains("WorkerMain");
                    if (ours && !line.startsWith("srun")) {
                        sum += share(one.resolve("smaps_rollup"));
                    }
                } catch (IOException _) {
                    // It has just ended.
                }
            }
        }
        return sum;
    }

    private static long share(Path rollup) throws IOException {
        return Files.readAllLines(rollup).stream()
                .filter(line -> line.startsWith("Pss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}
