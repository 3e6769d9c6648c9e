package org.beamlet.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.task.TaskTerms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir Path folder;

    private static AcceptedTask task(String buffer) {
        return new AcceptedTask(TaskId.random(), "f", 3, buffer, List.of("a.B", "c.D"), "{}");
    }

    @Test
    void whatATaskAsksForBesideComesBackToo() throws Exception {
        AcceptedTask plain = task("plain");
        AcceptedTask asking =
                new AcceptedTask(
                        TaskId.random(),
                        "f",
                        1,
                        "b",
                        List.of("a.B"),
                        "",
                        TaskTerms.ofPython("3.11.4"));
        AcceptedTask ofUser = ofUser(TaskTerms.NONE);
        AcceptedTask askingOfUser = ofUser(new TaskTerms(null, 60.0, 2));
        try (Journal journal = Journal.open(folder)) {
            journal.append(
                            List.of(
                                    new JournalRecord.Accepted(plain),
                                    new JournalRecord.Accepted(ofUser),
                                    new JournalRecord.Accepted(askingOfUser),
                                    new JournalRecord.Accepted(asking)))
                    .get();
        }

        assertThat(reopened())
                .map(known -> known.task().orElseThrow())
                .isEqualTo(List.of(plain, ofUser, askingOfUser, asking));
    }

    private static AcceptedTask ofUser(TaskTerms terms) {
        return new AcceptedTask(TaskId.random(), "f", 1, "b", List.of("a.B"), "", terms, "anna");
    }

    private Path file() throws IOException {
        return JournalParts.in(folder).getLast().file();
    }

    private List<JournaledTask> reopened() throws IOException {
        try (Journal journal = Journal.open(folder)) {
            return journal.found();
        }
    }

    private List<AcceptedTask> accept(int count) throws Exception {
        List<AcceptedTask> tasks = new ArrayList<>();
        try (Journal journal = Journal.open(folder)) {
            for (int i = 0; i < count; i++) {
                AcceptedTask one = task("buffer " + i + " µ😀");
                tasks.add(one);
                journal.append(List.of(new JournalRecord.Accepted(one))).get();
            }
        }
        return tasks;
    }

    @Test
    void acceptedTasksComeBackWholeAndInOrder() throws Exception {
        List<AcceptedTask> tasks = accept(3);

        assertThat(reopened()).map(known -> known.task().orElseThrow()).isEqualTo(tasks);
    }

    @Test
    void whatHappenedToATaskIsKnownAfterwards() throws Exception {
        AcceptedTask lost = task("lost");
        AcceptedTask done = task("done");
        AcceptedTask forgotten = task("forgotten");
        try (Journal journal = Journal.open(folder)) {
            journal.append(
                            List.of(
                                    new JournalRecord.Accepted(lost),
                                    new JournalRecord.Accepted(done),
                                    new JournalRecord.Accepted(forgotten)))
                    .get();
            journal.note(new JournalRecord.Placed(lost.id(), 4, "m", "b"));
            journal.note(new JournalRecord.Lost(lost.id(), 2));
            journal.note(new JournalRecord.Forgotten(forgotten.id()));
            journal.append(List.of(new JournalRecord.Finished(done.id(), 7, "outcome"))).get();
        }

        List<JournaledTask> found = reopened();

        assertThat(found).map(JournaledTask::id).containsExactly(lost.id(), done.id());
        assertThat(found.getFirst().losses()).isEqualTo(2);
        assertThat(found.getFirst().placed())
                .contains(new JournalRecord.Placed(lost.id(), 4, "m", "b"));
        assertThat(found.getLast())
                .isEqualTo(
                        new JournaledTask(
                                done.id(),
                                7,
                                Optional.empty(),
                                0,
                                Optional.empty(),
                                Optional.of("outcome")));
    }

    @Test
    void aTailTornAtAnyByteCostsOnlyTheRecordThatWasNotFinished() throws Exception {
        List<AcceptedTask> tasks = accept(2);
        byte[] whole = Files.readAllBytes(file());
        int second = whole.length / 2;

        for (int length = second; length < whole.length; length++) {
            Files.write(file(), java.util.Arrays.copyOf(whole, length));
            assertThat(reopened()).as("cut to %d bytes", length).hasSize(1);
            assertThat(Files.size(file())).isEqualTo(second);
        }
        Files.write(file(), whole);
        assertThat(reopened())
                .map(JournaledTask::id)
                .containsExactly(tasks.get(0).id(), tasks.get(1).id());
    }

    @Test
    void aRecordWithAWrongChecksumIsNotRead() throws Exception {
        List<AcceptedTask> tasks = accept(2);
        try (RandomAccessFile damaged = new RandomAccessFile(file().toFile(), "rw")) {
            damaged.seek(damaged.length() - 3);
            damaged.write(0x7f);
        }

        assertThat(reopened()).map(JournaledTask::id).containsExactly(tasks.getFirst().id());
    }

    @Test
    void anAppendAfterATornTailIsReadAgain() throws Exception {
        accept(1);
        Files.write(file(), new byte[] {0, 0, 0, 9, 1}, java.nio.file.StandardOpenOption.APPEND);
        accept(1);

        assertThat(reopened()).hasSize(2);
    }

    @Test
    void appendsThatWaitForADiskShareOneFsync() throws Exception {
        HeldStorage.Disk disk = new HeldStorage.Disk();
        try (Journal journal =
                Journal.open(folder, f -> new HeldStorage(new FileStorage(f), disk), 1 << 20)) {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                all.add(journal.append(List.of(new JournalRecord.Accepted(task("x")))));
            }
            assertThat(all.getFirst().isDone()).isFalse();
            disk.go.countDown();
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get();
        }

        assertThat(disk.forces.get()).isBetween(1, 99);
        assertThat(reopened()).hasSize(100);
    }

    @Test
    void aFullDiskRefusesAndLosesNothingThatWasTaken() throws Exception {
        AtomicBoolean full = new AtomicBoolean();
        JournalFile.Opener opener = f -> new FullStorage(new FileStorage(f), full);
        AcceptedTask before = task("before");
        AcceptedTask during = task("during");
        AcceptedTask after = task("after");
        try (Journal journal = Journal.open(folder, opener, 1 << 20)) {
            journal.append(List.of(new JournalRecord.Accepted(before))).get();
            full.set(true);
            assertThatThrownBy(
                            () -> journal.append(List.of(new JournalRecord.Accepted(during))).get())
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("No space left")
                    .hasMessageContaining("free space");
            full.set(false);
            journal.append(List.of(new JournalRecord.Accepted(after))).get();
        }

        assertThat(reopened()).map(JournaledTask::id).containsExactly(before.id(), after.id());
    }

    /** Takes half of what it is given once the disk is full, as real disks do. */
    private record FullStorage(Storage real, AtomicBoolean full) implements Storage {
        @Override
        public void append(ByteBuffer bytes) throws IOException {
            if (full.get()) {
                bytes.limit(bytes.remaining() / 2);
                real.append(bytes);
                throw new IOException("No space left on device");
            }
            real.append(bytes);
        }

        @Override
        public void truncate(long size) throws IOException {
            real.truncate(size);
        }

        @Override
        public void force() throws IOException {
            real.force();
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }

    @Test
    void compactionKeepsWhatCountsAndShrinksTheFile() throws Exception {
        AcceptedTask kept = task("kept");
        try (Journal journal = Journal.open(folder, FileStorage::new, 10_000)) {
            journal.append(List.of(new JournalRecord.Accepted(kept))).get();
            journal.note(new JournalRecord.Placed(kept.id(), 3, "m", "b"));
            for (int i = 0; i < 500; i++) {
                AcceptedTask done = task("x".repeat(100));
                journal.append(List.of(new JournalRecord.Accepted(done))).get();
                journal.append(List.of(new JournalRecord.Forgotten(done.id()))).get();
            }
        }

        assertThat(Files.size(file())).isLessThan(25_000);
        assertThat(reopened()).map(JournaledTask::id).containsExactly(kept.id());
        assertThat(reopened().getFirst().placed()).isPresent();
    }
}
