package org.beamlet.benchmarks.agent;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** How the rate goes with the number of managers, of queued tasks, and with the payload. */
@SuppressWarnings("try") // Waiting for processes may be interrupted.
record Curves(Path folder, boolean quick) {
    private static final int[] MANAGERS = {1, 2, 8, 64, 512};
    private static final int[] QUEUED = {10, 1000, 100_000};
    private static final int[] PAYLOADS = {0, 1024, 1024 * 1024};

    private static final String PRETEND =
            """
            display_name: bench
            engine:
              type: GlobusComputeEngine
              max_workers_per_node: 2
              prefetch_capacity: 16
              provider:
                type: LocalProvider
                init_blocks: 0
                max_blocks: \
            """;

    Map<String, Object> run() throws Exception {
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("pretend_managers", managers());
        try (LocalSource source =
                new LocalSource(folder.resolve("curves"), AgentVsParsl.CONFIG.formatted(1))
                        .start()) {
            Deliveries tasks = Deliveries.java(0);
            for (int i = 0; i < (quick ? 1 : 4); i++) {
                double _ = Rounds.batch(20_000, () -> source.submit(tasks.next()));
            }
            found.put("queued_tasks", queued(source));
            found.put("payload_bytes", payloads(source));
        }
        return found;
    }

    private Map<String, Object> managers() throws Exception {
        Map<String, Object> rates = new LinkedHashMap<>();
        Deliveries tasks = Deliveries.java(0);
        for (int count : MANAGERS) {
            Path own = Files.createDirectories(folder.resolve("pretend-" + count));
            Path door = Files.createDirectories(own.resolve("door"));
            // The pretended managers are all there is: no block is started.
            try (LocalSource source = new LocalSource(own, PRETEND + count).withoutBlocks();
                    PretendManagers managers = new PretendManagers(source.rig(), door, count)) {
                for (int i = 0; i < (quick ? 1 : 3); i++) {
                    double _ = Rounds.batch(20_000, () -> source.submit(tasks.next()));
                }
                rates.put(
                        Integer.toString(count),
                        Rounds.batch(20_000, () -> source.submit(tasks.next())));
            }
        }
        return rates;
    }

    private Map<String, Object> queued(LocalSource source) {
        Map<String, Object> rates = new LinkedHashMap<>();
        Deliveries tasks = Deliveries.java(0);
        for (int count : QUEUED) {
            rates.put(
                    Integer.toString(count),
                    Rounds.batch(count, () -> source.submit(tasks.next())));
        }
        return rates;
    }

    private Map<String, Object> payloads(LocalSource source) {
        Map<String, Object> rates = new LinkedHashMap<>();
        for (int bytes : PAYLOADS) {
            Deliveries tasks = Deliveries.java(bytes);
            int count = bytes > 100_000 ? 50 : 5000;
            double _ = Rounds.batch(count, () -> source.submit(tasks.next()));
            rates.put(
                    Integer.toString(bytes),
                    Rounds.batch(count, () -> source.submit(tasks.next())));
        }
        return rates;
    }
}
