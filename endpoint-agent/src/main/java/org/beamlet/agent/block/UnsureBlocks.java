package org.beamlet.agent.block;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.providers.JobId;
import org.beamlet.providers.Provider;
import org.jboss.logging.Logger;

/**
 * Blocks of which nobody knows whether there is a job: the answer to their submission got lost, or
 * the agent did. They count like any other until it is known, so that no job is there twice.
 */
final class UnsureBlocks {
    private static final Logger LOG = Logger.getLogger(UnsureBlocks.class);

    private static final Duration BETWEEN = Duration.ofSeconds(5);

    private record Unsure(Block block, long sinceNanos) {}

    /** Blocks of which it is known now. */
    record Known(List<LiveBlock> there, List<Block> never) {}

    private final Provider provider;
    private final Map<String, Unsure> blocks = new ConcurrentHashMap<>();
    private long notBefore = Long.MIN_VALUE;

    UnsureBlocks(Provider provider) {
        this.provider = provider;
    }

    void add(Block block, long nanos) {
        blocks.put(block.id(), new Unsure(block, nanos));
    }

    int size() {
        return blocks.size();
    }

    List<Block> all() {
        return blocks.values().stream().map(Unsure::block).toList();
    }

    /** Asks for their jobs, now and then. */
    Known ask(long nanos) {
        Known known = new Known(new ArrayList<>(), new ArrayList<>());
        if (blocks.isEmpty() || (notBefore != Long.MIN_VALUE && nanos - notBefore < 0)) {
            return known;
        }
        for (Unsure one : List.copyOf(blocks.values())) {
            try {
                judge(one, provider.find(one.block().id()), nanos, known);
            } catch (BeamletException e) {
                LOG.warnf("block=%s %s", one.block().id(), e.getMessage());
                break;
            }
        }
        notBefore = nanos + BETWEEN.toNanos();
        return known;
    }

    private void judge(Unsure one, Optional<JobId> job, long nanos, Known known) {
        if (job.isPresent()) {
            blocks.remove(one.block().id());
            known.there().add(new LiveBlock(one.block(), job.get()));
        } else if (nanos - one.sinceNanos() >= provider.arrival().toNanos()) {
            blocks.remove(one.block().id());
            known.never().add(one.block());
        }
    }
}
