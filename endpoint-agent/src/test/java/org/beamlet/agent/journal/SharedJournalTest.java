package org.beamlet.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.protocol.id.TaskId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal in a folder that agents of several hosts see. */
class SharedJournalTest {
    @TempDir Path folder;

    private static AcceptedTask task() {
        return new AcceptedTask(TaskId.random(), "f", 1, "b", List.of("a.B"), "");
    }

    private Journal open(long epoch, Runnable stillMine) {
        return Journal.open(new JournalPlace(folder, Optional.empty(), epoch, stillMine));
    }

    private Journal open(long epoch) {
        return open(epoch, () -> {});
    }

    private static void accept(Journal journal, AcceptedTask task) throws Exception {
        journal.append(List.of(new JournalRecord.Accepted(task))).get();
    }

    @Test
    void whatAnAgentGoesOnWritingAfterAnotherTookOverNobodyReads() throws Exception {
        AcceptedTask first = task();
        AcceptedTask second = task();
        try (Journal stale = open(1)) {
            accept(stale, first);
            try (Journal present = open(2)) {
                assertThat(present.found()).map(JournaledTask::id).containsExactly(first.id());
                accept(stale, task());
                accept(present, second);
                accept(stale, task());
                assertThat(stale.superseded()).contains("journal-2-0.log");
                assertThat(present.superseded()).isEmpty();
            }
        }

        try (Journal next = open(3)) {
            assertThat(next.found())
                    .map(JournaledTask::id)
                    .containsExactly(first.id(), second.id());
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactly("journal-3-0.log");
        }
    }

    @Test
    void anAgentWhoseLeaseIsOverOpensNothing() throws Exception {
        AcceptedTask task = task();
        try (Journal journal = open(7)) {
            accept(journal, task);
        }

        assertThatThrownBy(
                        () -> {
                            try (Journal _ =
                                    open(
                                            6,
                                            () -> {
                                                throw new IllegalStateException("another's");
                                            })) {
                                throw new AssertionError("opened");
                            }
                        })
                .hasMessage("another's");
        // A service that was set up anew counts from the beginning.
        try (Journal journal = open(1)) {
            assertThat(journal.found()).map(JournaledTask::id).containsExactly(task.id());
            assertThat(journal.file()).isEqualTo("journal-7-1.log");
        }
    }

    @Test
    void theJournalOfAnEarlierVersionIsTakenOver() throws Exception {
        AcceptedTask task = task();
        Files.write(
                folder.resolve("journal.log"),
                Frames.write(List.of(new JournalRecord.Accepted(task))).array());

        assertThat(Journal.holdsTasks(folder)).isTrue();
        try (Journal journal = open(4)) {
            assertThat(journal.found()).map(JournaledTask::id).containsExactly(task.id());
        }
        assertThat(folder.resolve("journal.log")).doesNotExist();
    }

    @Test
    void whatIsNewerInAnotherFolderMovesHere(@TempDir Path former) throws Exception {
        AcceptedTask old = task();
        AcceptedTask fresh = task();
        try (Journal journal = open(1)) {
            accept(journal, old);
        }
        try (Journal journal =
                Journal.open(new JournalPlace(former, Optional.empty(), 2, () -> {}))) {
            accept(journal, fresh);
        }

        try (Journal journal =
                Journal.open(new JournalPlace(folder, Optional.of(former), 3, () -> {}))) {
            assertThat(journal.found()).map(JournaledTask::id).containsExactly(fresh.id());
        }
        assertThat(Journal.newest(former)).isEmpty();
        assertThat(Journal.newest(folder)).contains("journal-3-0.log");
    }

    @Test
    void aFileThatVanishesIsWrittenAnewAndTold() throws Exception {
        AcceptedTask task = task();
        try (Journal journal = open(1)) {
            accept(journal, task);
            Files.delete(folder.resolve(journal.file()));

            await(journal);
            assertThat(journal.troubles())
                    .singleElement()
                    .asString()
                    .contains("journal-1-0.log had vanished", "state_dir");
        }
        try (Journal journal = open(2)) {
            assertThat(journal.found()).map(JournaledTask::id).containsExactly(task.id());
        }
    }

    private static void await(Journal journal) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (journal.troubles().isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
    }

    @Test
    void theFileIsNamedByTheEpochInWhichItsAgentServesByNow() throws Exception {
        AcceptedTask task = task();
        try (Journal journal = open(1)) {
            accept(journal, task);
            journal.servesIn(5);
            long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (!journal.file().equals("journal-5-0.log") && System.nanoTime() < deadline) {
                Thread.sleep(50);
            }
            accept(journal, task());
        }
        assertThat(Journal.newest(folder)).contains("journal-5-0.log");
        try (Journal journal = open(6)) {
            assertThat(journal.found()).hasSize(2).map(JournaledTask::id).contains(task.id());
        }
    }

    @Test
    void aFullDiskDoesNotKeepAnAgentFromItsJournal() throws IOException {
        // Where a copy cannot be made: a folder has the copy's name.
        AcceptedTask task = task();
        Files.write(
                folder.resolve("journal-1-0.log"),
                Frames.write(List.of(new JournalRecord.Accepted(task))).array());
        Files.createDirectory(folder.resolve("journal-2-0.log.new"));

        try (Journal journal = open(2)) {
            assertThat(journal.found()).map(JournaledTask::id).containsExactly(task.id());
            assertThat(journal.file()).isEqualTo("journal-2-0.log");
        }
    }
}
