package org.beamlet.conformance.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * What {@code conformance/run chaos} was told.
 *
 * @param whole how long tasks are submitted and parts are struck
 * @param tasks how many are submitted meanwhile
 * @param seed of what is submitted and of what is struck when
 * @param reports folder of the log and the summary
 */
record Options(Duration whole, int tasks, long seed, Path reports) {
    private static final int TASKS_A_MINUTE = 1000;
    private static final int LARGEST_SEED = 1_000_000;

    static Options given() {
        int minutes = Integer.getInteger("beamlet.chaos.minutes", 20);
        int tasks = Integer.getInteger("beamlet.chaos.tasks", minutes * TASKS_A_MINUTE);
        long any = RandomGenerator.getDefault().nextInt(1, LARGEST_SEED);
        long seed = Long.getLong("beamlet.chaos.seed", any);
        String home = Objects.requireNonNull(System.getProperty("beamlet.conformance"));
        return new Options(
                Duration.ofMinutes(minutes), tasks, seed, Path.of(home, "target", "chaos"));
    }
}
