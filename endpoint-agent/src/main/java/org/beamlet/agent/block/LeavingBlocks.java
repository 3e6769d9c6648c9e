package org.beamlet.agent.block;

import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.providers.Provider;
import org.jboss.logging.Logger;

/**
 * Blocks that are given back. Each stays until the provider has said that its job is no more: a job
 * that nobody cares for would hold nodes to the end of its walltime.
 */
final class LeavingBlocks {
    private static final Logger LOG = Logger.getLogger(LeavingBlocks.class);

    private record Leaving(LiveBlock block, String why) {}

    private final Provider provider;
    private final BackOff backOff = new BackOff();
    private final Map<String, Leaving> blocks = new ConcurrentHashMap<>();

    LeavingBlocks(Provider provider) {
        this.provider = provider;
    }

    int size() {
        return blocks.size();
    }

    Collection<String> ids() {
        return List.copyOf(blocks.keySet());
    }

    List<LiveBlock> all() {
        return blocks.values().stream().map(Leaving::block).toList();
    }

    /**
     * Ends blocks, and tries again later where that fails.
     *
     * @param why for whoever looks at their folders
     */
    void add(Collection<LiveBlock> some, String why, long nanos) throws IOException {
        some.forEach(one -> blocks.put(one.id(), new Leaving(one, why)));
        end(nanos);
    }

    /** Tries again, if it is time. */
    void end(long nanos) throws IOException {
        if (blocks.isEmpty() || !backOff.over(nanos)) {
            return;
        }
        // In the order in which they were chosen: the youngest first.
        List<Leaving> now =
                blocks.values().stream()
                        .sorted(
                                Comparator.comparingInt((Leaving one) -> one.block().number())
                                        .reversed())
                        .toList();
        try {
            provider.cancel(now.stream().map(one -> one.block().job()).toList());
        } catch (BeamletException e) {
            backOff.died(nanos, nanos);
            LOG.warnf("blocks=%d next=%s %s", now.size(), backOff.pause(), e.getMessage());
            return;
        }
        backOff.reset();
        for (Leaving one : now) {
            blocks.remove(one.block().id());
            provider.collect(one.block().block().folder());
            one.block().block().end(one.why());
            LOG.infof("block=%s job=%s given back", one.block().id(), one.block().job());
        }
    }
}
