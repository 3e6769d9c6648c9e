package org.beamlet.agent.block;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.jboss.logging.Logger;

/** What the provider said last of each block, and how the last one that failed did. */
final class BlockWatch {
    private static final Logger LOG = Logger.getLogger(BlockWatch.class);

    private final Map<String, JobStatus> said = new ConcurrentHashMap<>();

    /** Those of which their folders say that they began. */
    private final Set<String> marked = ConcurrentHashMap.newKeySet();

    private volatile String lastFailure = "";

    /** {@return whether it runs, and did not when it was looked at before} */
    boolean seen(Block block, JobStatus status) {
        JobStatus before = said.put(block.id(), status);
        if (status.state() == JobState.RUNNING && !marked.contains(block.id())) {
            try {
                block.markBegun();
                marked.add(block.id());
            } catch (IOException e) {
                LOG.debugf("block=%s begin not noted: %s", block.id(), e.getMessage());
            }
        }
        return status.state() == JobState.RUNNING
                && (before == null || before.state() != JobState.RUNNING);
    }

    /** {@return whether nobody has said yet that it runs} */
    boolean waits(Block block) {
        JobStatus status = said.get(block.id());
        return status == null
                || status.state() == JobState.PENDING
                // One that ran before was suspended.
                || (status.state() == JobState.HELD && block.begun().isEmpty());
    }

    void ended(Block block, JobStatus status, String how, String tail) {
        forget(block.id());
        switch (status.state()) {
            case COMPLETED, SCALED_IN -> lastFailure = "";
            // These say nothing of the block, good or bad.
            case TIMEOUT, PREEMPTED -> {}
            default -> lastFailure = failure(block, status, how, tail);
        }
    }

    private static String failure(Block block, JobStatus status, String how, String tail) {
        String line = lastWord(tail, how.contains("worker_init"));
        return "block %s %s%s%s"
                .formatted(
                        block.id(),
                        how,
                        status.remedy().isEmpty() ? "" : ": " + status.remedy(),
                        line.isEmpty() || how.contains(cut(line))
                                ? ""
                                : "; it wrote last: " + cut(line));
    }

    /**
     * {@return the last line}
     *
     * @param told whether what the script says of worker_init is told already
     */
    private static String lastWord(String tail, boolean told) {
        return tail.lines()
                .filter(line -> !told || !line.contains(WorkerInit.MARK))
                .reduce("", (_, last) -> last)
                .strip();
    }

    /** {@return a state in words} */
    static String told(JobStatus status) {
        String state = word(status.state());
        return status.reason().isEmpty() ? state : "%s (%s)".formatted(state, status.reason());
    }

    static String word(JobState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    void forget(String block) {
        said.remove(block);
        marked.remove(block);
    }

    private static String cut(String line) {
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }

    /** {@return how the last block ended, if it failed} */
    Optional<String> lastFailure() {
        return Optional.of(lastFailure).filter(text -> !text.isEmpty());
    }

    /** {@return in which queue the provider has it by now; empty where it does not tell} */
    String queue(String block) {
        JobStatus status = said.get(block);
        return status == null ? "" : status.queue();
    }

    BlockView view(Block block, String job, int nodes, Instant now) {
        JobStatus status = said.get(block.id());
        Optional<Duration> left =
                block.begun()
                        .flatMap(begun ->
                                block.walltime()
                                        .map(walltime ->
                                                Duration.between(now, begun.plus(walltime))));
        return new BlockView(
                block.id(),
                job,
                status == null ? submitted(job) : status.state().name().toLowerCase(Locale.ROOT),
                status == null ? "" : status.reason(),
                status == null ? "" : status.remedy(),
                nodes,
                block.made().map(made -> seconds(Duration.between(made, now))).orElse(0L),
                left.map(BlockWatch::seconds).orElse(null));
    }

    private static String submitted(String job) {
        return job.isEmpty() ? "unsure" : "submitted";
    }

    private static long seconds(Duration duration) {
        return Math.max(0, duration.toSeconds());
    }
}
