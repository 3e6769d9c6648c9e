package org.beamlet.testing.scaling;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.Provider;

/** A batch system with a queue, nodes, and all that goes wrong with both. */
final class PretendCluster implements Provider {
    private static final Duration CYCLE = Duration.ofSeconds(10);
    private static final Duration BOOT = Duration.ofSeconds(5);
    private static final Duration REPAIR = Duration.ofMinutes(30);
    private static final double HOUR_S = 3600;

    /** What becomes of a job's nodes. */
    interface Nodes {
        /** The programs of a job's nodes are up. */
        void up(PretendJob job);

        void down(PretendJob job);
    }

    private final ClusterTrial trial;
    private final VirtualTime time;
    private final Nodes nodes;
    private final Random random;
    private final Map<JobId, PretendJob> live = new LinkedHashMap<>();
    private final Map<JobId, PretendJob> over = new HashMap<>();
    private final Deque<Integer> free = new ArrayDeque<>();
    private final Map<Integer, PretendJob> owners = new HashMap<>();
    private int number;
    private int closed;
    private int accepted;
    private int refused;
    private int unanswered;
    private int questions;
    private int cancellations;
    private int searches;
    private int inThisLook;
    private int mostInALook;
    private int mostJobs;
    private int mostNodes;

    PretendCluster(ClusterTrial trial, VirtualTime time, Nodes nodes) {
        this.trial = trial;
        this.time = time;
        this.nodes = nodes;
        this.random = new Random(trial.seed());
        for (int i = trial.nodes() - 1; i >= 0; i--) {
            free.add(i);
        }
    }

    /** Begins with what happens by itself. */
    void open() {
        every(CYCLE, this::startJobs);
        trial.drains()
                .forEach(drain -> {
                    time.after(drain.span().from(), () -> closed += drain.nodes());
                    time.after(drain.span().until(), () -> closed -= drain.nodes());
                });
        if (!trial.nodeLife().isZero()) {
            now(1e9 * trial.nodes() / trial.nodeLife().toNanos(), this::breakNode);
        }
        if (trial.preemptionsPerHour() > 0) {
            now(trial.preemptionsPerHour() / HOUR_S, this::preempt);
        }
    }

    private void every(Duration length, Runnable what) {
        time.after(
                length,
                () -> {
                    what.run();
                    every(length, what);
                });
    }

    private void now(double perSecond, Runnable what) {
        double next = -Math.log(1 - random.nextDouble()) / perSecond;
        time.after(
                Duration.ofMillis(Math.round(1000 * next)),
                () -> {
                    what.run();
                    now(perSecond, what);
                });
    }

    /** A new look of the agent begins. */
    void look() {
        inThisLook = 0;
    }

    private void asked() {
        inThisLook++;
        mostInALook = Math.max(mostInALook, inThisLook);
    }

    private boolean silent() {
        return trial.silentAt(time.now());
    }

    @Override
    public String script(BlockRequest block) {
        return block.command();
    }

    @Override
    public JobId submit(BlockRequest block) {
        if (silent()) {
            unanswered++;
            if (random.nextBoolean()) {
                var _ = take(block);
            }
            throw new BeamletException(
                    ErrorCode.SUBMIT_UNANSWERED, "no answer", "wait: the job is looked for");
        }
        if (live.size() >= trial.jobsAllowed() || random.nextDouble() < trial.refused()) {
            refused++;
            throw new BeamletException(
                    ErrorCode.SUBMIT_REJECTED, "too many jobs of this user", "wait");
        }
        return take(block);
    }

    private JobId take(BlockRequest block) {
        accepted++;
        double wait = -Math.log(1 - random.nextDouble()) * trial.queueWait().toMillis();
        PretendJob job =
                new PretendJob(
                        new JobId(Integer.toString(++number)),
                        block.name(),
                        block.nodes(),
                        time.now().plusMillis(Math.round(wait)));
        if (random.nextDouble() < trial.held()) {
            job.status = JobStatus.of(JobState.HELD, "JobHeldUser", "release it");
            time.after(
                    trial.heldFor(),
                    () -> {
                        if (job.is(JobState.HELD)) {
                            job.status = JobStatus.of(JobState.PENDING);
                        }
                    });
        }
        live.put(job.id, job);
        mostJobs = Math.max(mostJobs, live.size());
        return job.id;
    }

    private void startJobs() {
        for (PretendJob job : List.copyOf(live.values())) {
            boolean may = job.is(JobState.PENDING) && job.eligible.compareTo(time.now()) <= 0;
            if (may && free.size() - closed >= job.size) {
                start(job);
            }
        }
    }

    private void start(PretendJob job) {
        job.status = JobStatus.of(JobState.RUNNING);
        for (int i = 0; i < job.size; i++) {
            int node = free.removeLast();
            job.nodes.add(node);
            owners.put(node, job);
        }
        mostNodes = Math.max(mostNodes, owners.size());
        Duration boot = BOOT.plusMillis(random.nextInt(10_000));
        whileRunning(job, boot, () -> nodes.up(job));
        whileRunning(job, trial.walltime(), () -> end(job, JobStatus.of(JobState.TIMEOUT)));
        for (ClusterTrial.Deaths some : trial.deathsAt(time.now())) {
            if (random.nextDouble() < some.share()) {
                whileRunning(job, some.lived(), () -> end(job, JobStatus.exited(1)));
            }
        }
    }

    private void whileRunning(PretendJob job, Duration length, Runnable what) {
        time.after(
                length,
                () -> {
                    if (job.is(JobState.RUNNING)) {
                        what.run();
                    }
                });
    }

    private void end(PretendJob job, JobStatus how) {
        job.status = how;
        live.remove(job.id);
        over.put(job.id, job);
        job.nodes.forEach(owners::remove);
        free.addAll(job.nodes);
        job.nodes.clear();
        nodes.down(job);
        job.managers.clear();
    }

    /** A node that nobody uses breaks without anybody's noticing. */
    private void breakNode() {
        Integer node = random.nextInt(trial.nodes());
        PretendJob job = owners.get(node);
        if (job != null) {
            end(job, JobStatus.of(JobState.FAILED, "NodeFail"));
        }
        if (free.remove(node)) {
            time.after(REPAIR, () -> free.addFirst(node));
        }
    }

    private void preempt() {
        List<PretendJob> running =
                live.values().stream().filter(job -> job.is(JobState.RUNNING)).toList();
        if (!running.isEmpty()) {
            end(
                    running.get(random.nextInt(running.size())),
                    JobStatus.of(JobState.PREEMPTED, "Preempted"));
        }
    }

    @Override
    public Map<JobId, JobStatus> status(Collection<JobId> jobs) {
        questions++;
        asked();
        Map<JobId, JobStatus> all = new HashMap<>();
        if (silent()) {
            return all;
        }
        for (JobId id : jobs) {
            PretendJob job = live.getOrDefault(id, over.get(id));
            boolean clear = random.nextDouble() >= trial.unclear();
            if (job == null) {
                all.put(id, JobStatus.of(JobState.MISSING));
            } else if (clear) {
                all.put(id, job.status);
            } else if (random.nextBoolean()) {
                all.put(id, JobStatus.of(JobState.UNKNOWN, "a word that nobody knows"));
            }
        }
        return all;
    }

    /** An order that is not answered may have been heard. */
    @Override
    public void cancel(Collection<JobId> jobs) {
        cancellations++;
        asked();
        if (!silent() || random.nextBoolean()) {
            for (JobId id : jobs) {
                PretendJob job = live.get(id);
                if (job != null) {
                    end(job, JobStatus.of(JobState.CANCELLED));
                }
            }
        }
        answer();
    }

    @Override
    public Optional<JobId> find(String name) {
        searches++;
        asked();
        answer();
        return live.values().stream()
                .filter(job -> job.name.equals(name))
                .map(job -> job.id)
                .findFirst();
    }

    private void answer() {
        if (silent()) {
            throw new BeamletException(ErrorCode.COMMAND_FAILED, "no answer", "wait");
        }
    }

    @Override
    public Duration pollingInterval() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Duration arrival() {
        return Duration.ofSeconds(60);
    }

    ClusterSample sample(int wanted, int waiting, int placed) {
        int running = 0;
        int busy = 0;
        for (PretendJob job : live.values()) {
            running += job.is(JobState.RUNNING) ? 1 : 0;
            busy += job.busy() ? 1 : 0;
        }
        return new ClusterSample(
                time.now(),
                wanted,
                live.size() - running,
                running,
                busy,
                waiting,
                placed,
                !silent());
    }

    ClusterCalls calls() {
        return new ClusterCalls(
                accepted, refused, unanswered, questions, cancellations, searches, mostInALook);
    }

    int mostJobs() {
        return mostJobs;
    }

    int mostNodes() {
        return mostNodes;
    }
}
