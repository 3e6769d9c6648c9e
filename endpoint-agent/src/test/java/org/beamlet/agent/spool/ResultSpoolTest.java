package org.beamlet.agent.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.worker.artifact.Hashes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results on the agent's disk, from their receipt until they are with the service. */
class ResultSpoolTest {
    private static final String TEXT = "11\n\"a result that is large\"";

    @TempDir Path home;

    private final TaskId task = TaskId.random();
    private final ResultName name = new ResultName(task, 1, Hashes.of(TEXT));

    private ResultSpool spool() {
        return spool(SpoolDisk.REAL);
    }

    private ResultSpool spool(SpoolDisk disk) {
        return ResultSpool.open(home.resolve("results"), Optional.empty(), disk);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void write(ResultSpool spool, ResultName name, String text, long size) {
        try (SpoolFile file = spool.begin(name, size)) {
            for (int from = 0; from < text.length(); from += 7) {
                file.write(bytes(text.substring(from, Math.min(text.length(), from + 7))));
            }
            file.finish();
        }
    }

    private long files() throws IOException {
        try (var files = Files.list(home.resolve("results"))) {
            return files.count();
        }
    }

    @Test
    void aResultIsItsOwnersAloneAndThereForTheNextAgent() throws Exception {
        write(spool(), name, TEXT, TEXT.length());

        ResultSpool next = spool();

        assertThat(next.has(name)).isTrue();
        Path file = next.find(task, next.file(name).orElseThrow()).orElseThrow();
        assertThat(file).hasContent(TEXT);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(next.find(TaskId.random(), file.getFileName().toString()))
                .as("it is no other task's")
                .isEmpty();
        assertThat(next.has(new ResultName(task, 2, name.sha256()))).isFalse();
        next.forget(task, 0);
        assertThat(next.has(name)).as("of a later attempt").isTrue();
        next.forget(task, 1);
        assertThat(next.holds(task)).isFalse();
        assertThat(files()).isZero();
    }

    @Test
    void whatIsNotWhatWasAnnouncedLeavesNothing() throws Exception {
        ResultSpool spool = spool();
        ResultName other = new ResultName(task, 1, Hashes.of("something else"));

        assertThatExceptionOfType(BeamletException.class)
                .isThrownBy(() -> write(spool, other, TEXT, TEXT.length()))
                .withMessageContaining(name.sha256())
                .withMessageContaining(other.sha256());
        assertThatExceptionOfType(BeamletException.class)
                .isThrownBy(() -> write(spool, name, TEXT, TEXT.length() + 1))
                .withMessageContaining("%d bytes came of %d", TEXT.length(), TEXT.length() + 1);
        assertThatExceptionOfType(BeamletException.class)
                .isThrownBy(() -> write(spool, name, TEXT, 3))
                .withMessageContaining("more than the 3 bytes");

        assertThat(spool.has(name)).isFalse();
        assertThat(files()).isZero();
    }

    @Test
    void theNextAgentRemovesWhatWasBeingWrittenAndWhatNobodyWants() throws Exception {
        ResultSpool first = spool();
        ResultName unwanted = new ResultName(TaskId.random(), 1, name.sha256());
        write(first, name, TEXT, TEXT.length());
        write(first, unwanted, TEXT, TEXT.length());
        // Never closed: its agent was killed.
        SpoolFile half = first.begin(new ResultName(task, 2, name.sha256()), TEXT.length());
        half.write(bytes("11"));

        ResultSpool next = spool();
        next.keepOnly(Set.of(task));

        assertThat(next.has(name)).isTrue();
        assertThat(next.has(unwanted)).isFalse();
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void resultsFollowTheJournalToAnotherFolder() throws Exception {
        write(spool(), name, TEXT, TEXT.length());

        ResultSpool moved =
                ResultSpool.open(
                        home.resolve("elsewhere"),
                        Optional.of(home.resolve("results")),
                        SpoolDisk.REAL);

        assertThat(moved.find(task, moved.file(name).orElseThrow()).orElseThrow())
                .hasContent(TEXT)
                .hasParent(home.resolve("elsewhere"));
        assertThat(files()).isZero();
    }

    @Test
    void roomIsLeftToTheJournalAndPromisedOnce() throws Exception {
        long room = 100;
        ResultSpool spool =
                spool(
                        new SpoolDisk() {
                            @Override
                            public long free(Path folder) {
                                return ResultSpool.LEFT_FREE + room;
                            }
                        });

        try (SpoolFile _ = spool.begin(name, room - 10)) {
            assertThatExceptionOfType(BeamletException.class)
                    .isThrownBy(() -> spool.begin(name, TEXT.length()))
                    .withMessageContaining("state_dir")
                    .matches(e -> e.code() == ErrorCode.DISK_FULL);
            assertThat(spool.troubles()).singleElement().asString().contains("free space there");
        }
        write(spool, name, TEXT, TEXT.length());

        assertThat(spool.has(name)).isTrue();
        assertThat(spool.troubles()).isEmpty();
    }

    @Test
    void aDiskThatRefusesAPieceIsAFullOne() throws Exception {
        ResultSpool spool =
                spool(
                        new SpoolDisk() {
                            @Override
                            public WritableByteChannel create(Path file) throws IOException {
                                WritableByteChannel real = SpoolDisk.super.create(file);
                                return new FullChannel(real);
                            }
                        });

        assertThatExceptionOfType(BeamletException.class)
                .isThrownBy(() -> write(spool, name, TEXT, TEXT.length()))
                .withMessageContaining("No space left on device")
                .matches(e -> e.code() == ErrorCode.DISK_FULL);

        assertThat(files()).isZero();
        assertThat(spool.troubles()).hasSize(1);
    }

    private record FullChannel(WritableByteChannel real) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer bytes) throws IOException {
            throw new IOException("No space left on device");
        }

        @Override
        public boolean isOpen() {
            return real.isOpen();
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }
}
