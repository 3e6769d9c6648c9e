package org.beamlet.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.beamlet.agent.schedule.Outcome;
import org.beamlet.agent.schedule.Scheduler;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.protocol.id.TaskId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which outcomes wait for the disk before they are published. */
class OutcomeJournalTest {
    private static final Outcome REFUSED = Outcome.failure("FUNCTION_NOT_ALLOWED", "no", "");

    @TempDir Path folder;

    private record Sent(TaskId id, int attempt, String message) {}

    private final BlockingQueue<Sent> published = new LinkedBlockingQueue<>();
    private HeldAgent agent;
    private HeldStorage.Disk disk;
    private Journal journal;
    private Scheduler scheduler;

    @BeforeEach
    void open() {
        agent =
                new HeldAgent(
                        folder,
                        (id, attempt, message) -> published.add(new Sent(id, attempt, message)));
        disk = agent.disk;
        journal = agent.journal;
        scheduler = agent.scheduler;
    }

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    private Sent next() throws InterruptedException {
        return Optional.ofNullable(published.poll(1, TimeUnit.MINUTES)).orElseThrow();
    }

    @Test
    void onlyWhatMayRunTwiceIsPublishedBeforeItIsDurable() throws Exception {
        AcceptedTask early = HeldAgent.idempotent();
        AcceptedTask late = HeldAgent.unknown();

        scheduler.refuse(late, REFUSED);
        scheduler.refuse(early, REFUSED);

        assertThat(next().id()).isEqualTo(early.id());
        assertThat(disk.forcing.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(published).isEmpty();
        disk.go.countDown();
        assertThat(next().id()).isEqualTo(late.id());
        journal.close();
        assertThat(published).isEmpty();
    }

    @Test
    void aConfirmationThatComesBeforeTheDiskCountsAfterIt() throws Exception {
        AcceptedTask early = HeldAgent.idempotent();
        scheduler.refuse(early, REFUSED);
        Sent sent = next();

        scheduler.published(sent.id(), sent.attempt(), sent.message());
        assertThat(scheduler.holdings().unsettled()).isEmpty();
        assertThat(scheduler.holdings().has(early.id())).isTrue();

        disk.go.countDown();
        journal.close();
        assertThat(scheduler.holdings().has(early.id())).isFalse();
        assertThat(scheduler.holdings().unsettled()).containsOnlyKeys(early.id());
    }

    @Test
    void aFullDiskHoldsUpNoOutcomeOfWhatMayRunTwice() throws Exception {
        disk.go.countDown();
        disk.full.set(true);
        AcceptedTask early = HeldAgent.idempotent();
        AcceptedTask late = HeldAgent.unknown();
        scheduler.refuse(early, REFUSED);
        scheduler.refuse(late, REFUSED);
        Sent sent = next();
        assertThat(sent.id()).isEqualTo(early.id());
        scheduler.published(sent.id(), sent.attempt(), sent.message());

        disk.full.set(false);
        while (published.isEmpty() || scheduler.holdings().has(early.id())) {
            scheduler.tick();
            Thread.sleep(10);
        }

        assertThat(next().id()).isEqualTo(late.id());
        journal.close();
        assertThat(published).isEmpty();
        try (Journal after = Journal.open(folder)) {
            assertThat(after.found()).hasSize(2).allMatch(known -> known.message().isPresent());
        }
    }
}
