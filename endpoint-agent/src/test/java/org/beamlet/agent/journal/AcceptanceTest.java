package org.beamlet.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.beamlet.agent.queue.Acceptance;
import org.beamlet.agent.queue.Admission;
import org.beamlet.agent.schedule.Scheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What begins before a task is durable, and what waits. */
class AcceptanceTest {
    @TempDir Path folder;

    private HeldAgent agent;
    private HeldStorage.Disk disk;
    private Journal journal;
    private Scheduler scheduler;
    private Acceptance acceptance;

    @BeforeEach
    void open() {
        agent = new HeldAgent(folder, (_, _, _) -> {});
        disk = agent.disk;
        journal = agent.journal;
        scheduler = agent.scheduler;
        acceptance = new Acceptance(journal, scheduler);
    }

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    private static Admission.Verdict idempotent() {
        return new Admission.Verdict(HeldAgent.idempotent(), Optional.empty());
    }

    private static Admission.Verdict unknown() {
        return new Admission.Verdict(HeldAgent.unknown(), Optional.empty());
    }

    private CompletableFuture<Boolean> take(
            List<Admission.Verdict> tasks, BooleanSupplier sourceLives) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        acceptance.take(tasks, sourceLives);
                        return true;
                    } catch (IOException _) {
                        return false;
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }

    private boolean knows(Admission.Verdict verdict) {
        return scheduler.holdings().knows(verdict.task().id(), 1);
    }

    @Test
    void whatMayRunTwiceBeginsWhileTheDiskIsWrittenAndAllElseAfter() throws Exception {
        Admission.Verdict early = idempotent();
        Admission.Verdict late = unknown();

        CompletableFuture<Boolean> taken = take(List.of(late, early), () -> true);
        assertThat(disk.forcing.await(1, TimeUnit.MINUTES)).isTrue();
        while (!knows(early)) {
            Thread.onSpinWait();
        }

        assertThat(knows(late)).isFalse();
        assertThat(taken).isNotDone();
        disk.go.countDown();
        assertThat(taken.get(1, TimeUnit.MINUTES)).isTrue();
        assertThat(knows(late)).isTrue();
    }

    @Test
    void whatHasNotBegunGoesBackToASourceThatIsGone() throws Exception {
        disk.go.countDown();
        disk.full.set(true);
        Admission.Verdict late = unknown();

        assertThat(take(List.of(late), () -> false).get(1, TimeUnit.MINUTES)).isFalse();
        assertThat(knows(late)).isFalse();
    }

    @Test
    void whatHasBegunIsHeldUntilItIsDurableEvenIfTheSourceIsGone() throws Exception {
        disk.go.countDown();
        disk.full.set(true);
        Admission.Verdict early = idempotent();

        CompletableFuture<Boolean> taken = take(List.of(early), () -> false);
        while (!knows(early)) {
            Thread.onSpinWait();
        }
        disk.full.set(false);

        assertThat(taken.get(1, TimeUnit.MINUTES)).isTrue();
        assertThat(journalAfterwards()).isEqualTo(1);
    }

    private int journalAfterwards() throws IOException {
        journal.close();
        try (Journal again = Journal.open(folder)) {
            return again.found().size();
        } finally {
            journal = Journal.open(folder);
        }
    }
}
