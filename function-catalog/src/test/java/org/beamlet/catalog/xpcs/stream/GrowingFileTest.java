package org.beamlet.catalog.xpcs.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import org.beamlet.catalog.hdf5.ElementType;
import org.beamlet.catalog.hdf5.Hdf5Dataset;
import org.beamlet.catalog.hdf5.Hdf5Source;
import org.beamlet.catalog.hdf5.Hdf5Writer;
import org.beamlet.catalog.hdf5.Storage;
import org.beamlet.catalog.xpcs.raw.DenseFrames;
import org.beamlet.catalog.xpcs.raw.DetectorFiles;
import org.beamlet.catalog.xpcs.raw.RawFrames;
import org.beamlet.catalog.xpcs.raw.Rigaku;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowingFileTest {
    private static final Duration NEVER = Duration.ofDays(1);

    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("series");
    }

    private static RawFrames hdf5(Path path) {
        Hdf5Source source = Hdf5Source.open("raw", path);
        try {
            return new DenseFrames(source.frames("/entry/data/data"), source::close);
        } catch (BeamletException e) {
            source.close();
            throw e;
        }
    }

    private GrowingFile stream(Duration settling) {
        return new GrowingFile(file, GrowingFileTest::hdf5, settling);
    }

    /** Puts a file in the place of what is there, as a writer does that goes on with it. */
    private void write(int frames, int written, int chunk, int columns) throws IOException {
        Path made = folder.resolve("made");
        try (Hdf5Writer out = Hdf5Writer.create(made);
                Hdf5Dataset data =
                        out.dataset(
                                "/entry/data/data",
                                ElementType.INT32,
                                Storage.chunked(chunk, 2, columns),
                                frames,
                                2,
                                columns)) {
            for (int t = 0; t < written; t++) {
                int[] frame = new int[2 * columns];
                Arrays.fill(frame, t + 1);
                data.write(frame, new long[] {t, 0, 0}, new long[] {1, 2, columns});
            }
        }
        Files.write(file, Files.readAllBytes(made));
        Files.delete(made);
    }

    @Test
    void theNewestChunkWaitsUntilNothingIsWrittenForAWhile() throws IOException {
        write(7, 7, 2, 3);
        try (GrowingFile moving = stream(NEVER);
                GrowingFile settled = stream(Duration.ZERO)) {
            assertThat(moving.look()).isEqualTo(6);
            assertThat(settled.look()).isEqualTo(7);

            write(9, 9, 2, 3);

            assertThat(moving.look()).isEqualTo(8);
            assertThat(moving.finish()).isEqualTo(9);
        }
    }

    @Test
    void aChunkThatIsNotThereYetIsNotTakenForDarkness() throws IOException {
        write(10, 4, 1, 3);
        try (GrowingFile stream = stream(Duration.ZERO)) {
            assertThat(stream.look()).isEqualTo(4);
            assertThat(stream.finish()).isEqualTo(4);

            write(10, 6, 1, 3);

            assertThat(stream.look()).isEqualTo(6);
            assertThat(stream.piece(5).end()).isEqualTo(6);
        }
    }

    @Test
    void whatComesAfterTheEndWasAskedForIsLeftOut() throws IOException {
        write(7, 7, 2, 3);
        try (GrowingFile stream = stream(NEVER)) {
            assertThat(stream.look()).isEqualTo(6);
            stream.takeNoMore();

            write(20, 20, 2, 3);

            assertThat(stream.look()).isEqualTo(7);
            assertThat(stream.finish()).isEqualTo(7);
        }
    }

    @Test
    void aFileThatIsHalfWrittenIsReadAtTheNextLook() throws IOException {
        write(4, 4, 1, 3);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 20));
        try (GrowingFile stream = stream(Duration.ZERO)) {
            assertThatThrownBy(stream::look).isInstanceOf(BeamletException.class);

            Files.write(file, whole);

            assertThat(stream.look()).isEqualTo(4);
        }
    }

    @Test
    void theNewestFrameIsReadAgainIfItWasWrittenToMeanwhile() throws IOException {
        write(4, 4, 2, 3);
        try (GrowingFile stream = stream(Duration.ZERO)) {
            assertThat(stream.look()).isEqualTo(4);
            stream.requireUnchanged(4);

            write(5, 5, 2, 3);

            assertThatThrownBy(() -> stream.requireUnchanged(4)).hasMessageContaining("written to");
            stream.requireUnchanged(2);
        }
    }

    @Test
    void whatIsNotTheSameSeriesIsRefused() throws IOException {
        write(5, 5, 1, 3);
        try (GrowingFile stream = stream(Duration.ZERO)) {
            assertThat(stream.look()).isEqualTo(5);

            write(3, 3, 1, 3);
            assertThatThrownBy(stream::look).hasMessageContaining("has 3 frames and had 5");

            write(6, 6, 1, 4);
            assertThatThrownBy(stream::look)
                    .isInstanceOfSatisfying(
                            BeamletException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.SHAPE_MISMATCH))
                    .hasMessageContaining("frames of 2 x 4")
                    .hasMessageContaining("frames of 2 x 3");

            Path other = folder.resolve("other");
            Files.copy(file, other);
            Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(stream::look).hasMessageContaining("was replaced");
        }
    }

    @Test
    void aDatasetInOnePieceCannotGrow() {
        try (Hdf5Writer out = Hdf5Writer.create(file)) {
            out.array("/entry/data/data", new float[5 * 6], 5, 2, 3);
        }
        try (GrowingFile stream = stream(Duration.ZERO)) {
            assertThatThrownBy(stream::look)
                    .isInstanceOfSatisfying(
                            BeamletException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.ARGUMENTS_INVALID))
                    .hasMessageContaining("in one piece");
        }
    }

    @Test
    void aRigakuFrameIsWholeOnceALaterOneHasBegun() throws IOException {
        GrowingFile stream = new GrowingFile(file, Rigaku::openGrowing, Duration.ZERO);
        append(DetectorFiles.word(0, 5, 1), DetectorFiles.word(1, 6, 1));
        assertThat(stream.look()).isEqualTo(1);

        append(DetectorFiles.word(1, 7, 2));
        assertThat(stream.look()).isEqualTo(1);

        // Half of a word, which begins a later frame.
        byte[] word = bytes(DetectorFiles.word(4, 1, 1));
        Files.write(file, Arrays.copyOf(word, 3), StandardOpenOption.APPEND);
        assertThat(stream.look()).isEqualTo(1);

        Files.write(file, Arrays.copyOfRange(word, 3, 8), StandardOpenOption.APPEND);
        assertThat(stream.look()).isEqualTo(4);
        assertThat(stream.finish()).isEqualTo(5);
        stream.close();
    }

    /** The file that is named need not be the one that was written to last. */
    @Test
    void aFrameOfSixModulesIsWholeOnceEachHasBegunALaterOne() throws IOException {
        Path first = folder.resolve("a.bin.000");
        try (GrowingFile stream =
                new GrowingFile(
                        first, Rigaku.modulesOf3M(first), Rigaku::openGrowing3M, Duration.ZERO)) {
            file = first;
            append(DetectorFiles.word(0, 1, 1), DetectorFiles.word(3, 1, 1));
            assertThatThrownBy(stream::look)
                    .isInstanceOfSatisfying(
                            BeamletException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_NOT_FOUND))
                    .hasMessageContaining("a.bin.00");
            for (int module = 1; module < 6; module++) {
                file = folder.resolve("a.bin.00" + module);
                append(DetectorFiles.word(0, 1 << 20, 1), DetectorFiles.word(2, 1 << 20, 1));
            }
            assertThat(stream.look()).isEqualTo(2);

            // The last of them goes on, in two steps; the others stay as they are.
            byte[] word = bytes(DetectorFiles.word(9, 1 << 20, 1));
            Files.write(file, Arrays.copyOf(word, 5), StandardOpenOption.APPEND);
            assertThat(stream.look()).isEqualTo(2);
            Files.write(file, Arrays.copyOfRange(word, 5, 8), StandardOpenOption.APPEND);
            assertThat(stream.look()).isEqualTo(2);
            assertThat(stream.finish()).isEqualTo(10);
            assertThat(stream.piece(9).frames().rows()).isEqualTo(1676);
        }
    }

    private void append(long... words) throws IOException {
        Files.write(file, bytes(words), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static byte[] bytes(long... words) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * words.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(words);
        return bytes.array();
    }
}
