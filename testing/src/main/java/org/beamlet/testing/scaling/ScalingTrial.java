package org.beamlet.testing.scaling;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.EngineConfig;

/**
 * Tries an endpoint's scaling in virtual time: the agent's own scheduler and block keeper, with a
 * batch system and nodes that are pretended. An hour takes well below a second, and the outcome
 * depends on nothing but what is said here.
 *
 * <pre>{@code
 * ScalingReport report =
 *         ScalingTrial.of(Files.readString(configYaml))
 *                 .queueWait(Duration.ofMinutes(3))
 *                 .submit(Duration.ZERO, 40, Duration.ofSeconds(30))
 *                 .run(Duration.ofHours(1));
 * }</pre>
 */
public final class ScalingTrial {
    /** Tasks that are submitted together. */
    record Load(Duration at, int tasks, Duration each) {}

    /** Blocks that start from one moment on and before another die after a while. */
    record Deaths(Duration from, Duration until, Duration lived) {}

    private final EngineConfig engine;
    private final List<Load> loads = new ArrayList<>();
    private final List<Deaths> deaths = new ArrayList<>();
    private Duration queueWait = Duration.ZERO;
    private Duration bootTime = Duration.ofSeconds(1);
    private Duration lookEvery = Duration.ofSeconds(1);
    private Optional<Duration> walltime = Optional.empty();

    private ScalingTrial(EngineConfig engine) {
        this.engine = engine;
    }

    /**
     * Begins a trial.
     *
     * @param configYaml text of an endpoint's {@code config.yaml}
     */
    public static ScalingTrial of(String configYaml) {
        return new ScalingTrial(ConfigReader.parse(configYaml, "config.yaml").engine());
    }

    /** How long each block waits in the batch system's queue; not at all, if nothing is said. */
    public ScalingTrial queueWait(Duration length) {
        queueWait = length;
        return this;
    }

    /** From a block's start until its node managers have registered; 1 s, if nothing is said. */
    public ScalingTrial bootTime(Duration length) {
        bootTime = length;
        return this;
    }

    /** Between two looks of the endpoint at its blocks; 1 s, if nothing is said. */
    public ScalingTrial lookEvery(Duration length) {
        lookEvery = length;
        return this;
    }

    /** After which the batch system ends each block; never, if nothing is said. */
    public ScalingTrial walltime(Duration length) {
        walltime = Optional.of(length);
        return this;
    }

    /**
     * Submits tasks.
     *
     * @param each how long each of them runs
     */
    public ScalingTrial submit(Duration at, int tasks, Duration each) {
        loads.add(new Load(at, tasks, each));
        return this;
    }

    /** Blocks that start within a time die, with exit status 1, once they have lived so long. */
    public ScalingTrial blocksDie(Duration from, Duration until, Duration lived) {
        deaths.add(new Deaths(from, until, lived));
        return this;
    }

    /** {@return what happened until the end} */
    public ScalingReport run(Duration end) {
        try (TrialRun run = new TrialRun(this)) {
            return run.until(end);
        }
    }

    EngineConfig engine() {
        return engine;
    }

    List<Load> loads() {
        return loads;
    }

    List<Deaths> deaths() {
        return deaths;
    }

    Duration queueWait() {
        return queueWait;
    }

    Duration bootTime() {
        return bootTime;
    }

    Duration lookEvery() {
        return lookEvery;
    }

    Optional<Duration> walltime() {
        return walltime;
    }
}
