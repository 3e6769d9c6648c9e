package org.beamlet.agent.config;

import java.util.List;
import java.util.Set;

/**
 * What a site allows in one of its queues, or partitions, or QOS.
 *
 * @param nodes of a job
 * @param walltime of a job, in seconds
 * @param jobs at once
 * @param preemptable whether jobs end when others need their nodes
 * @param onRequest whether only those may use it whom the site has let in
 * @param routes where a job of this queue comes to be, where it stays in no queue of that name
 * @param source where a person may read of it
 * @param unchecked facts of which nobody has seen the source
 */
public record QueueLimits(
        String name,
        Bounds nodes,
        Bounds walltime,
        JobLimits jobs,
        boolean preemptable,
        boolean onRequest,
        List<QueueLimits> routes,
        String source,
        Set<String> unchecked) {
    public QueueLimits {
        routes = List.copyOf(routes);
        unchecked = Set.copyOf(unchecked);
    }

    /** {@return whether a job may be so large and so long; of a routing queue, in one behind it} */
    boolean takes(long nodesPerJob, long seconds) {
        return nodes.allow(nodesPerJob)
                && walltime.allow(seconds)
                && (routes.isEmpty()
                        || routes.stream().anyMatch(one -> one.takes(nodesPerJob, seconds)));
    }

    /** {@return whether jobs get the name of another queue} */
    public boolean isRouting() {
        return !routes.isEmpty();
    }
}
