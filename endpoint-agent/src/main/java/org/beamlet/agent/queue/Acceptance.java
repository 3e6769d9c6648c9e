package org.beamlet.agent.queue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.beamlet.agent.journal.Journal;
import org.beamlet.agent.journal.JournalRecord;
import org.beamlet.agent.schedule.Scheduler;
import org.jboss.logging.Logger;

/**
 * Takes tasks on. Whoever they came from keeps them until they survive a power cut, and would send
 * them again after one: so those that may run twice need not wait for the disk, and all others run
 * once they are durable.
 */
public final class Acceptance {
    private static final Logger LOG = Logger.getLogger(Acceptance.class);
    private static final Duration DISK_PAUSE = Duration.ofSeconds(2);

    private final Journal journal;
    private final Scheduler scheduler;

    public Acceptance(Journal journal, Scheduler scheduler) {
        this.journal = journal;
        this.scheduler = scheduler;
    }

    /**
     * Takes tasks on, and returns once they are durable. Waits for the disk, if need be.
     *
     * @param sourceLives whether the source still has them; where not, none is taken that does not
     *     run yet
     */
    public void take(List<Admission.Verdict> verdicts, BooleanSupplier sourceLives)
            throws IOException, InterruptedException {
        if (verdicts.isEmpty()) {
            return;
        }
        List<JournalRecord> records =
                verdicts.stream()
                        .<JournalRecord>map(verdict -> new JournalRecord.Accepted(verdict.task()))
                        .toList();
        Map<Boolean, List<Admission.Verdict>> byHaste =
                verdicts.stream().collect(Collectors.partitioningBy(this::mayRunTwice));
        List<Admission.Verdict> early = byHaste.getOrDefault(true, List.of());
        boolean begun = false;
        while (true) {
            CompletableFuture<Void> durable = journal.append(records);
            if (!begun) {
                begun = true;
                begin(early);
            }
            Optional<Throwable> failure = failure(durable);
            if (failure.isEmpty()) {
                begin(byHaste.getOrDefault(false, List.of()));
                return;
            }
            LOG.errorf("accepted=0 waiting=%d %s", verdicts.size(), failure.get().getMessage());
            if (early.isEmpty() && !sourceLives.getAsBoolean()) {
                throw new IOException("the broker took the tasks back");
            }
            Thread.sleep(DISK_PAUSE);
        }
    }

    private boolean mayRunTwice(Admission.Verdict verdict) {
        return verdict.refusal().isEmpty() && scheduler.mayRunTwice(verdict.task());
    }

    private void begin(List<Admission.Verdict> verdicts) {
        if (verdicts.isEmpty()) {
            return;
        }
        scheduler.together(() -> {
            scheduler.accept(
                    verdicts.stream()
                            .filter(verdict -> verdict.refusal().isEmpty())
                            .map(Admission.Verdict::task)
                            .toList());
            verdicts.forEach(verdict ->
                    verdict.refusal()
                            .ifPresent(refusal -> scheduler.refuse(verdict.task(), refusal)));
        });
    }

    private static Optional<Throwable> failure(CompletableFuture<Void> step)
            throws InterruptedException {
        try {
            var _ = step.get();
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.ofNullable(e.getCause());
        }
    }
}
