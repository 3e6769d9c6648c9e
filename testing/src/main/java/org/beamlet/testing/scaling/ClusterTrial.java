package org.beamlet.testing.scaling;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.EngineConfig;

/**
 * Tries an endpoint's scaling on a pretended cluster of any size, in virtual time: the agent's own
 * scheduler and block keeper, and a batch system that has a queue and troubles. What happens
 * depends on nothing but what is said here, the seed included.
 */
public final class ClusterTrial {
    /** Tasks that are submitted together, each of which runs for a time between two bounds. */
    record Load(Duration at, int tasks, Duration least, Duration most, boolean repeatable) {}

    /** A time in which something is the case. */
    record Span(Duration from, Duration until) {
        boolean has(Duration moment) {
            return moment.compareTo(from) >= 0 && moment.compareTo(until) < 0;
        }
    }

    /** Nodes that get no new jobs for a time. */
    record Drain(Span span, int nodes) {}

    /** Blocks die, that long after their start. */
    record Deaths(Span span, double share, Duration lived) {}

    private final EngineConfig engine;
    private final int nodes;
    private final long seed;
    private final List<Load> loads = new ArrayList<>();
    private final List<Span> silences = new ArrayList<>();
    private final List<Drain> drains = new ArrayList<>();
    private final List<Deaths> deaths = new ArrayList<>();
    private Duration queueWait = Duration.ofMinutes(1);
    private Duration walltime = Duration.ofHours(1);
    private Duration nodeLife = Duration.ZERO;
    private Duration heldFor = Duration.ZERO;
    private double held;
    private double refused;
    private double unclear;
    private int jobsAllowed = Integer.MAX_VALUE;
    private int preemptionsPerHour;

    private ClusterTrial(EngineConfig engine, int nodes, long seed) {
        this.engine = engine;
        this.nodes = nodes;
        this.seed = seed;
    }

    /**
     * Begins a trial.
     *
     * @param configYaml text of an endpoint's {@code config.yaml}
     * @param nodes of the cluster
     */
    public static ClusterTrial of(String configYaml, int nodes, long seed) {
        return new ClusterTrial(
                ConfigReader.parse(configYaml, "config.yaml").engine(), nodes, seed);
    }

    /** Submits tasks of a function that may run twice. */
    public ClusterTrial submit(Duration at, int tasks, Duration least, Duration most) {
        loads.add(new Load(at, tasks, least, most, true));
        return this;
    }

    /** Submits tasks that must not run twice. */
    public ClusterTrial submitOnce(Duration at, int tasks, Duration least, Duration most) {
        loads.add(new Load(at, tasks, least, most, false));
        return this;
    }

    /** How long jobs wait in the queue at the least, on average; a minute, if nothing is said. */
    public ClusterTrial queueWait(Duration mean) {
        queueWait = mean;
        return this;
    }

    /** After which the batch system ends each job; an hour, if nothing is said. */
    public ClusterTrial walltime(Duration length) {
        walltime = length;
        return this;
    }

    /** A share of all submissions is refused, and any above a number of jobs. */
    public ClusterTrial refuses(double share, int above) {
        refused = share;
        jobsAllowed = above;
        return this;
    }

    /** A share of all jobs is held for a time, as if a person had to let it go on. */
    public ClusterTrial holds(double share, Duration length) {
        held = share;
        heldFor = length;
        return this;
    }

    /** A share of the jobs in each answer is left out or has a state that nobody knows. */
    public ClusterTrial isUnclear(double share) {
        unclear = share;
        return this;
    }

    /** How long a node lives, on average; its job fails with it. */
    public ClusterTrial nodesFail(Duration life) {
        nodeLife = life;
        return this;
    }

    /** Jobs are ended for the sake of others. */
    public ClusterTrial preempts(int perHour) {
        preemptionsPerHour = perHour;
        return this;
    }

    /** Nodes get no new jobs for a time. */
    public ClusterTrial drains(Duration from, Duration until, int some) {
        drains.add(new Drain(new Span(from, until), some));
        return this;
    }

    /** No command is answered for a time. */
    public ClusterTrial isSilent(Duration from, Duration until) {
        silences.add(new Span(from, until));
        return this;
    }

    /** Of the blocks that start within a time, a share dies after a while. */
    public ClusterTrial blocksDie(Duration from, Duration until, double share, Duration lived) {
        deaths.add(new Deaths(new Span(from, until), share, lived));
        return this;
    }

    /** {@return what happened until the end} */
    public ClusterReport run(Duration end) {
        try (ClusterRun run = new ClusterRun(this)) {
            return run.until(end);
        }
    }

    EngineConfig engine() {
        return engine;
    }

    int nodes() {
        return nodes;
    }

    long seed() {
        return seed;
    }

    List<Load> loads() {
        return loads;
    }

    List<Drain> drains() {
        return drains;
    }

    boolean silentAt(Duration moment) {
        return silences.stream().anyMatch(span -> span.has(moment));
    }

    List<Deaths> deathsAt(Duration moment) {
        return deaths.stream().filter(one -> one.span().has(moment)).toList();
    }

    Duration queueWait() {
        return queueWait;
    }

    Duration walltime() {
        return walltime;
    }

    Duration nodeLife() {
        return nodeLife;
    }

    Duration heldFor() {
        return heldFor;
    }

    double held() {
        return held;
    }

    double refused() {
        return refused;
    }

    double unclear() {
        return unclear;
    }

    int jobsAllowed() {
        return jobsAllowed;
    }

    int preemptionsPerHour() {
        return preemptionsPerHour;
    }
}
