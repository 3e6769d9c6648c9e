package org.beamlet.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.beamlet.agent.heartbeat.TransitionLog;
import org.beamlet.agent.queue.Acceptance;
import org.beamlet.agent.queue.Admission;
import org.beamlet.agent.schedule.LossRules;
import org.beamlet.agent.schedule.Scheduler;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.catalog.Catalog;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What begins before a task is durable, and what waits. */
class AcceptanceTest {
    @TempDir Path folder;

    private final HeldStorage.Disk disk = new HeldStorage.Disk();
    private Journal journal;
    private Scheduler scheduler;
    private Acceptance acceptance;

    @BeforeEach
    void open() {
        journal =
                Journal.open(folder, file -> new HeldStorage(new FileStorage(file), disk), 1 << 20);
        scheduler =
                new Scheduler(
                        journal,
                        (_, _, _) -> {},
                        new TransitionLog(),
                        new LossRules(OptionalInt.empty(), Catalog.load()),
                        Duration.ofMinutes(1),
                        System::nanoTime);
        acceptance = new Acceptance(journal, scheduler);
    }

    @AfterEach
    void close() throws IOException {
        disk.go.countDown();
        disk.full.set(false);
        journal.close();
    }

    private static Admission.Verdict task(String code) {
        return new Admission.Verdict(
                new AcceptedTask(TaskId.random(), "f", 1, code, List.of(), ""), Optional.empty());
    }

    /** The catalog says of it that it may run twice. */
    private static Admission.Verdict idempotent() {
        return task(
                new FunctionCode("diagnostics.noop", "1.0.0").packed()
                        + Payloads.pack("11\n[]", "11\n{}"));
    }

    private static Admission.Verdict unknown() {
        return task(Payloads.pack("01\nx"));
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
