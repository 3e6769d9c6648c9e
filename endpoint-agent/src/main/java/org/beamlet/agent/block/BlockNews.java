package org.beamlet.agent.block;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.beamlet.agent.schedule.Roster;
import org.beamlet.agent.schedule.Scheduler;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.Provider;
import org.jboss.logging.Logger;

/** Learns what became of blocks, and lets all know who count on them. */
record BlockNews(
        Provider provider,
        Blocks blocks,
        Scheduler scheduler,
        Roster roster,
        BlockWatch watch,
        YoungBlocks young,
        Queues queues,
        LongSupplier nanos) {
    private static final Logger LOG = Logger.getLogger(BlockNews.class);

    /** Whose node manager is there runs, before the provider is asked again. */
    void greet() {
        Set<String> connected = roster.connectedBlocks();
        blocks.live().stream()
                .filter(one -> connected.contains(one.id()) && watch.waits(one.block()))
                .forEach(one -> heard(one, JobStatus.of(JobState.RUNNING)));
    }

    private void heard(LiveBlock one, JobStatus status) {
        queues.heard(one.id(), status, nanos.getAsLong());
        if (watch.seen(one.block(), status)) {
            Instant now = Instant.now();
            Duration age = Duration.between(one.block().begun().orElse(now), now);
            roster.runs(one.id(), age, one.block().walltime());
            young.runs(one.id(), age, nanos.getAsLong());
        }
    }

    /** Asks the provider what became of all of them. */
    void ask() throws IOException {
        Map<JobId, LiveBlock> byJob = new HashMap<>();
        blocks.live().forEach(one -> byJob.put(one.job(), one));
        if (byJob.isEmpty()) {
            return;
        }
        Map<JobId, JobStatus> all = provider.status(byJob.keySet());
        young.poll(nanos.getAsLong());
        boolean someEnded = false;
        for (Map.Entry<JobId, JobStatus> entry : all.entrySet()) {
            LiveBlock one = byJob.get(entry.getKey());
            if (one != null && entry.getValue().state().terminal()) {
                ended(one, entry.getValue());
                someEnded = true;
            } else if (one != null) {
                heard(one, entry.getValue());
            }
        }
        if (someEnded) {
            blocks.prune();
        }
    }

    private void ended(LiveBlock one, JobStatus said) throws IOException {
        provider.collect(one.block().folder());
        boolean begun = one.block().begun().isPresent();
        JobStatus status = queues.refined(one.id(), one.block().refined(said), begun);
        queues.ended(one.id());
        if (status.state() == JobState.PREEMPTED) {
            // It was not at fault, and it did not prove that those before it were not.
            young.forget(one.id());
        } else {
            young.died(one.id(), begun, nanos.getAsLong());
        }
        String tail = one.block().logTail();
        watch.ended(one.block(), status, BlockWatch.told(status), tail);
        if (status.state() == JobState.COMPLETED) {
            LOG.infof("block=%s job=%s %s", one.block().id(), one.job(), BlockWatch.told(status));
        } else {
            LOG.warnf(
                    "block=%s job=%s %s young=%d next=%s stderr=%s",
                    one.block().id(),
                    one.job(),
                    BlockWatch.told(status),
                    young.failures(),
                    young.pause(),
                    tail.isEmpty() ? "(empty)" : tail);
        }
        scheduler.blockEnded(
                one.block().id(),
                "ended: " + BlockWatch.told(status),
                tail,
                status.state() == JobState.TIMEOUT);
        blocks.ended(one, BlockWatch.told(status));
    }
}
