package org.beamlet.agent.block;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.beamlet.agent.config.ProviderConfig;
import org.beamlet.agent.config.QueueLimits;
import org.beamlet.agent.config.QueueTerms;
import org.beamlet.agent.config.SiteLimits;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.SubmitRefused;
import org.beamlet.providers.Verdict;
import org.jboss.logging.Logger;

/**
 * The queues that blocks are asked of: each until it refuses, or until the site allows no more jobs
 * in it; then the next.
 */
final class Queues {
    private static final Logger LOG = Logger.getLogger(Queues.class);

    private final List<AskedQueue> queues;
    private final List<Optional<QueueLimits>> limits;
    private final Optional<SiteLimits> site;
    private final int most;

    /** Of each block the queue that it was asked of. */
    private final Map<String, Integer> places = new ConcurrentHashMap<>();

    /** Of blocks that wait for something that has a name. */
    private final Map<String, Verdict> stuck = new ConcurrentHashMap<>();

    Queues(ProviderConfig provider) {
        int nodes = provider.blocks().nodesPerBlock();
        if (provider instanceof ProviderConfig.Batch batch) {
            site = batch.site();
            limits = batch.queues().stream().map(QueueTerms::limits).toList();
            queues =
                    batch.queues().stream()
                            .map(one -> new AskedQueue(one.name(), most(one.limits(), nodes)))
                            .toList();
        } else {
            site = Optional.empty();
            limits = List.of(Optional.empty());
            queues = List.of(new AskedQueue("", Integer.MAX_VALUE));
        }
        most = site.map(all -> all.jobs().most(nodes)).orElse(Integer.MAX_VALUE);
    }

    private static int most(Optional<QueueLimits> limits, int nodes) {
        return limits.map(one -> one.jobs().most(nodes)).orElse(Integer.MAX_VALUE);
    }

    /**
     * {@return which is asked for the next block; empty where none is}
     *
     * @param jobs the blocks that have, or may have, a job
     */
    OptionalInt next(Collection<String> jobs, long now) {
        List.copyOf(places.keySet()).stream()
                .filter(block -> !jobs.contains(block))
                .forEach(this::ended);
        if (jobs.size() >= most) {
            return OptionalInt.empty();
        }
        Map<Integer, Integer> counts = new HashMap<>();
        places.values().forEach(place -> counts.merge(place, 1, Integer::sum));
        return IntStream.range(0, queues.size())
                .filter(one -> counts.getOrDefault(one, 0) < queues.get(one).most())
                .filter(one -> isOpen(one, now))
                .findFirst();
    }

    /** Another job would wait as long as the one that does. */
    private boolean isOpen(int queue, long now) {
        return queues.get(queue).isOpen(now) && !holdsStuck(queue);
    }

    private boolean holdsStuck(int queue) {
        return stuck.keySet().stream().anyMatch(block -> Objects.equals(places.get(block), queue));
    }

    /** A block is about to be asked for there. */
    void asked(String block, int queue) {
        places.put(block, queue);
    }

    /** A block of an earlier agent was asked for in the queue of that name. */
    void adopted(String block, String queue) {
        IntStream.range(0, queues.size())
                .filter(one -> queues.get(one).name().equals(queue))
                .findFirst()
                .ifPresent(one -> places.put(block, one));
    }

    /** A block was not taken. */
    void forget(String block) {
        places.remove(block);
    }

    /** It has taken a block; whether that starts is not known yet. */
    void taken(int queue) {
        queues.get(queue).opened();
    }

    /** It has taken no block. */
    void refused(int queue, SubmitRefused refusal, long now) {
        Optional<SiteLimits.Word> word = site.flatMap(one -> one.word(refusal.what()));
        String remedy =
                word.map(SiteLimits.Word::remedy)
                        .filter(one -> !one.isEmpty())
                        .orElse(refusal.remedy());
        bar(
                queue,
                word.map(SiteLimits.Word::verdict).orElse(refusal.verdict()),
                refusal.what() + "; " + remedy,
                now);
    }

    private void bar(int queue, Verdict verdict, String why, long now) {
        AskedQueue one = queues.get(queue);
        one.refused(verdict, why, now);
        LOG.warnf("queue=%s verdict=%s %s", one.name(), verdict.words(), why);
    }

    /** The batch system has said how a block fares. */
    void heard(String block, JobStatus status, long now) {
        Integer queue = places.get(block);
        if (queue == null) {
            return;
        }
        if (status.verdict() != Verdict.NONE) {
            if (stuck.put(block, status.verdict()) != status.verdict()) {
                bar(
                        queue,
                        status.verdict(),
                        "block %s waits: %s%s"
                                .formatted(
                                        block,
                                        status.reason(),
                                        status.remedy().isEmpty() ? "" : "; " + status.remedy()),
                        now);
            }
        } else if (stuck.remove(block) != null && !holdsStuck(queue)) {
            queues.get(queue).opened();
        }
    }

    /** A block has ended, so that there is one job less. */
    void ended(String block) {
        Integer queue = places.remove(block);
        stuck.remove(block);
        if (queue != null && queues.get(queue).verdict() == Verdict.OVER_LIMIT) {
            queues.get(queue).opened();
        }
    }

    /**
     * {@return how a block ended, by what is known of its queue}
     *
     * @param begun whether it was seen to run
     */
    JobStatus refined(String block, JobStatus status, boolean begun) {
        boolean vanished = status.state() == JobState.MISSING;
        Optional<QueueLimits> its = Optional.ofNullable(places.get(block)).flatMap(limits::get);
        if (begun
                && (vanished || status.state() == JobState.CANCELLED)
                && its.filter(QueueLimits::preemptable).isPresent()) {
            return status.preempted(
                    "ended from outside, in a queue whose jobs make room for others");
        }
        if (!begun && vanished && its.filter(QueueLimits::isRouting).isPresent()) {
            return JobStatus.of(
                    JobState.MISSING,
                    "%s took the job, and none of the queues behind it did"
                            .formatted(its.get().name()),
                    "see walltime and nodes_per_block, and what the queues behind it allow");
        }
        return status;
    }

    /** {@return whether a block is better asked for in another queue, which is open} */
    boolean movesOn(String block, Collection<String> jobs, long now) {
        Verdict why = stuck.getOrDefault(block, Verdict.NONE);
        return queues.size() > 1
                && (why.lasts() || why == Verdict.MAINTENANCE)
                && next(jobs, now).isPresent();
    }

    /** There are as many blocks as are wanted: nobody waits for what was refused. */
    void satisfied() {
        if (places.values().stream().noneMatch(place -> place > 0)) {
            queues.forEach(AskedQueue::unwanted);
        }
    }

    /**
     * {@return where a block was asked for, and where it is by now; empty where that has no name}
     *
     * @param now the queue that the batch system tells; may be empty
     */
    String shown(String block, String now) {
        Integer queue = places.get(block);
        String asked = queue == null ? "" : queues.get(queue).name();
        return now.isEmpty() || now.equals(asked) || asked.isEmpty()
                ? asked
                : "%s, now %s".formatted(asked, now);
    }

    /** {@return which take no blocks, why, and which one does instead} */
    Optional<String> trouble() {
        String all =
                queues.stream()
                        .flatMap(one -> one.trouble().stream())
                        .collect(Collectors.joining(". "));
        String instead =
                places.values().stream()
                        .filter(place -> place > 0)
                        .distinct()
                        .sorted()
                        .map(place -> queues.get(place).name())
                        .collect(Collectors.joining(" and "));
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        instead.isEmpty()
                                ? all
                                : "%s. Blocks are in %s instead".formatted(all, instead));
    }
}
