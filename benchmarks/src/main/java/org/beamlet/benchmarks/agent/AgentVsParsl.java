package org.beamlet.benchmarks.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.beamlet.protocol.json.Json;

/** One part of the benchmark in one process: {@code PART [--quick]}; prints one JSON object. */
@SuppressWarnings("try") // Waiting for processes may be interrupted.
public final class AgentVsParsl {
    static final String CONFIG =
            """
            display_name: bench
            engine:
              type: GlobusComputeEngine
              max_workers_per_node: 2
              prefetch_capacity: 16
              provider:
                type: LocalProvider
                init_blocks: %d
                max_blocks: 1
            """;

    private final Path folder;
    private final boolean quick;

    private AgentVsParsl(Path folder, boolean quick) {
        this.folder = folder;
        this.quick = quick;
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("agent-vs-parsl");
        boolean quick = Arrays.asList(arguments).contains("--quick");
        try {
            AgentVsParsl bench = new AgentVsParsl(folder, quick);
            System.out.println(Json.write(bench.run(arguments[0])));
        } finally {
            delete(folder);
        }
        System.exit(0);
    }

    private Map<String, Object> run(String part) throws Exception {
        return switch (part) {
            case "local" -> local(Deliveries.java(0));
            case "python" -> local(Deliveries.python());
            case "latency" -> latency();
            case "first" -> first();
            case "amqp" -> BrokerPart.run(folder, quick);
            case "curves" -> new Curves(folder, quick).run();
            default -> throw new IllegalArgumentException("there is no part " + part);
        };
    }

    private Map<String, Object> local(Deliveries tasks) throws Exception {
        try (LocalSource source = source()) {
            return Rounds.rates(
                    quick ? 1 : 5, 5, quick ? 5000 : 20_000, () -> source.submit(tasks.next()));
        }
    }

    private LocalSource source() throws IOException {
        return new LocalSource(folder.resolve("agent"), CONFIG.formatted(1)).start();
    }

    private Map<String, Object> latency() throws Exception {
        Deliveries java = Deliveries.java(0);
        Deliveries python = Deliveries.python();
        int tasks = quick ? 500 : 2000;
        try (LocalSource source = source()) {
            Map<String, Object> found = new LinkedHashMap<>();
            var _ = Rounds.single(tasks, () -> source.submit(java.next()));
            double _ = Rounds.batch(quick ? 5000 : 20_000, () -> source.submit(java.next()));
            found.putAll(Rounds.single(tasks, () -> source.submit(java.next())));
            var _ = Rounds.single(tasks / 4, () -> source.submit(python.next()));
            found.put("python", Rounds.single(tasks, () -> source.submit(python.next())));
            return found;
        }
    }

    /** Each time an agent of its own, with nothing running. */
    private Map<String, Object> first() throws Exception {
        double[] seconds = new double[quick ? 1 : 5];
        for (int i = 0; i < seconds.length; i++) {
            try (LocalSource source =
                    new LocalSource(folder.resolve("agent-" + i), CONFIG.formatted(0)).start()) {
                // The agent has been there for a while; only its block has not.
                Thread.sleep(1500);
                long begin = System.nanoTime();
                source.submit(Deliveries.java(0).next()).join();
                seconds[i] = (System.nanoTime() - begin) / 1e9;
            }
        }
        Arrays.sort(seconds);
        return Map.of("first_result_s", seconds[seconds.length / 2], "all", seconds);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
