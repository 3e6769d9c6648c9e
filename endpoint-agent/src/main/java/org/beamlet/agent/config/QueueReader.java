package org.beamlet.agent.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.beamlet.providers.batch.BatchSystem;
import org.beamlet.providers.batch.QueuePlace;
import org.beamlet.providers.slurm.Slurm;

/** Reads of which queues blocks are asked, in that order, and compares that with the site. */
final class QueueReader {
    private static final int MOST = 20;

    private QueueReader() {}

    /**
     * Reads them.
     *
     * @param base what is asked for where an item does not say otherwise
     * @param least the shortest walltime that the batch system knows
     */
    static List<QueueTerms> read(
            Section provider,
            BatchSystem base,
            Duration least,
            BlockConfig blocks,
            Optional<SiteLimits> site) {
        List<QueueTerms> queues = new ArrayList<>();
        if (!provider.has("queues")) {
            QueueTerms one = terms(base, site);
            queues.add(one);
            site.ifPresent(limits ->
                    new LimitsCheck(limits, blocks, provider)
                            .queue(
                                    provider,
                                    base instanceof Slurm ? slurmKey(base) : "queue",
                                    one));
        } else {
            several(provider, base, least, blocks, site, queues);
        }
        site.ifPresent(limits -> new LimitsCheck(limits, blocks, provider).number(queues));
        return queues;
    }

    private static void several(
            Section provider,
            BatchSystem base,
            Duration least,
            BlockConfig blocks,
            Optional<SiteLimits> site,
            List<QueueTerms> queues) {
        boolean slurm = base instanceof Slurm;
        String word = slurm ? "partition" : "queue";
        if (!slurm && provider.has("queue")) {
            provider.fault("queue", "and queues are both there; write queues alone");
        }
        List<Section> items = provider.items("queues", word);
        if (items.isEmpty() || items.size() > MOST) {
            provider.fault(
                    "queues",
                    "names %d queues; name 1 to %d, the best first".formatted(items.size(), MOST));
        }
        Set<QueuePlace> seen = new HashSet<>();
        for (Section item : items) {
            QueuePlace usual = base.place();
            String queue = item.token(word);
            String qos = slurm ? item.token("qos") : "";
            String account = item.token("account");
            QueuePlace place =
                    new QueuePlace(
                            queue.isEmpty() ? usual.queue() : queue,
                            qos.isEmpty() ? usual.qos() : qos,
                            account.isEmpty() ? usual.account() : account,
                            BatchReader.walltime(item, usual.walltime(), least));
            item.finish(Map.of());
            if (queue.isEmpty() && qos.isEmpty()) {
                item.fault(word, slurm ? "and qos are missing; name one" : "is missing; name it");
            } else if (!seen.add(place)) {
                item.fault(word, "stands in queues twice; keep one of them");
            }
            QueueTerms one = terms(base.at(place), site);
            queues.add(one);
            site.ifPresent(limits ->
                    new LimitsCheck(limits, blocks, provider)
                            .queue(item, qos.isEmpty() ? word : "qos", one));
        }
        if (queues.isEmpty()) {
            queues.add(terms(base, site));
        }
    }

    private static QueueTerms terms(BatchSystem job, Optional<SiteLimits> site) {
        return new QueueTerms(job, site.flatMap(limits -> limits.of(job)));
    }

    private static String slurmKey(BatchSystem base) {
        return base.place().qos().isEmpty() ? "partition" : "qos";
    }
}
