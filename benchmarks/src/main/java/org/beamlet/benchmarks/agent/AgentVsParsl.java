package org.beamlet.benchmarks.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

    /** Warm, and with its start caches: they are made once for an endpoint, in some seconds. */
    private LocalSource source() throws Exception {
        Path agent = folder.resolve("agent");
        LocalSource source = new LocalSource(agent, CONFIG.formatted(1)).start();
        source.submit(Deliveries.java(0).next()).join();
        awaitCaches(agent.resolve("tasks/cache"));
        return source;
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

    /** Each time an agent of its own in the same folder, with nothing running. */
    private Map<String, Object> first() throws Exception {
        Path agent = folder.resolve("agent");
        double ever = firstResult(agent, true);
        double[] seconds = new double[quick ? 1 : 5];
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] = firstResult(agent, false);
        }
        Arrays.sort(seconds);
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("first_result_s", seconds[seconds.length / 2]);
        found.put("all", seconds);
        found.put("first_of_a_new_endpoint_s", ever);
        return found;
    }

    private static double firstResult(Path agent, boolean makesCaches) throws Exception {
        try (LocalSource source = new LocalSource(agent, CONFIG.formatted(0)).start()) {
            // The agent has been there for a while; only its block has not.
            Thread.sleep(1500);
            long begin = System.nanoTime();
            source.submit(Deliveries.java(0).next()).join();
            double seconds = (System.nanoTime() - begin) / 1e9;
            if (makesCaches) {
                awaitCaches(agent.resolve("tasks/cache"));
            }
            return seconds;
        }
    }

    /** An endpoint's first block makes them while it has nothing to do. */
    static void awaitCaches(Path caches) throws Exception {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (System.nanoTime() < end) {
            if (Files.isDirectory(caches)) {
                try (Stream<Path> files = Files.list(caches)) {
                    if (files.filter(file -> file.toString().endsWith(".aot")).count() == 2) {
                        return;
                    }
                }
            }
            Thread.sleep(500);
        }
        throw new IllegalStateException("no start caches in " + caches);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
