package org.beamlet.testing.scaling;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.Provider;

/** A batch system that grants every block after a while. */
final class TrialProvider implements Provider {
    /**
     * A block that was asked for.
     *
     * @param name the agent's
     */
    record Granted(int number, String name, JobId job) {}

    private final ScalingTrial trial;
    private final VirtualTime time;
    private final Function<Granted, List<TrialNode>> connect;
    private final Consumer<TrialNode> disconnect;
    private final Map<JobId, Granted> blocks = new LinkedHashMap<>();
    private final Map<JobId, JobStatus> states = new LinkedHashMap<>();
    private final Map<JobId, List<TrialNode>> nodes = new LinkedHashMap<>();
    private final List<ScalingStep> steps = new ArrayList<>();

    TrialProvider(
            ScalingTrial trial,
            VirtualTime time,
            Function<Granted, List<TrialNode>> connect,
            Consumer<TrialNode> disconnect) {
        this.trial = trial;
        this.time = time;
        this.connect = connect;
        this.disconnect = disconnect;
    }

    List<ScalingStep> steps() {
        return steps;
    }

    int alive() {
        return (int) states.values().stream().filter(its -> !its.state().terminal()).count();
    }

    @Override
    public String script(BlockRequest block) {
        return block.command();
    }

    @Override
    public JobId submit(BlockRequest request) {
        int number = blocks.size() + 1;
        Granted block = new Granted(number, request.name(), new JobId("trial-" + number));
        blocks.put(block.job(), block);
        states.put(block.job(), JobStatus.of(JobState.PENDING));
        step(block, ScalingStep.Kind.ASKED_FOR, "");
        whileIn(JobState.PENDING, block, trial.queueWait(), () -> start(block));
        return block.job();
    }

    private void start(Granted block) {
        states.put(block.job(), JobStatus.of(JobState.RUNNING));
        step(block, ScalingStep.Kind.STARTED, "");
        whileIn(
                JobState.RUNNING,
                block,
                trial.bootTime(),
                () -> nodes.put(block.job(), connect.apply(block)));
        trial.walltime().ifPresent(length -> endsAfter(length, block, JobState.TIMEOUT, ""));
        Duration now = time.now();
        trial.deaths().stream()
                .filter(some -> now.compareTo(some.from()) >= 0 && now.compareTo(some.until()) < 0)
                .forEach(some -> endsAfter(some.lived(), block, JobState.FAILED, "exit status 1"));
    }

    private void endsAfter(Duration length, Granted block, JobState how, String why) {
        whileIn(
                JobState.RUNNING,
                block,
                length,
                () -> end(block, JobStatus.of(how, why), ScalingStep.Kind.ENDED));
    }

    private void whileIn(JobState state, Granted block, Duration length, Runnable what) {
        time.after(
                length,
                () -> {
                    JobStatus now = states.get(block.job());
                    if (now != null && now.state() == state) {
                        what.run();
                    }
                });
    }

    private void end(Granted block, JobStatus how, ScalingStep.Kind kind) {
        states.put(block.job(), how);
        step(block, kind, why(how, kind));
        for (TrialNode node : nodes.getOrDefault(block.job(), List.of())) {
            node.die();
            disconnect.accept(node);
        }
    }

    private static String why(JobStatus how, ScalingStep.Kind kind) {
        if (kind == ScalingStep.Kind.GIVEN_BACK || !how.reason().isEmpty()) {
            return how.reason();
        }
        return how.state().name().toLowerCase(Locale.ROOT);
    }

    private void step(Granted block, ScalingStep.Kind kind, String why) {
        steps.add(new ScalingStep(time.now(), block.number(), kind, why));
    }

    @Override
    public Map<JobId, JobStatus> status(Collection<JobId> jobs) {
        Map<JobId, JobStatus> asked = new LinkedHashMap<>(states);
        asked.keySet().retainAll(jobs);
        return asked;
    }

    @Override
    public void cancel(Collection<JobId> jobs) {
        for (JobId job : jobs) {
            Granted block = blocks.get(job);
            JobStatus now = states.get(job);
            if (block != null && now != null && !now.state().terminal()) {
                end(block, JobStatus.of(JobState.CANCELLED), ScalingStep.Kind.GIVEN_BACK);
            }
        }
    }

    @Override
    public Optional<JobId> find(String name) {
        return blocks.values().stream()
                .filter(block -> block.name().equals(name))
                .map(Granted::job)
                .findFirst();
    }

    @Override
    public Duration pollingInterval() {
        return trial.lookEvery();
    }
}
