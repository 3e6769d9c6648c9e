package org.beamlet.catalog.xpcs.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.beamlet.catalog.xpcs.raw.DetectorFiles.denseImm;
import static org.beamlet.catalog.xpcs.raw.DetectorFiles.frame;
import static org.beamlet.catalog.xpcs.raw.DetectorFiles.imm;
import static org.beamlet.catalog.xpcs.raw.DetectorFiles.sparseImm;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.beamlet.catalog.hdf5.FrameBlocks;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImmTest {
    @TempDir private Path folder;

    private Path path() {
        return folder.resolve("a.imm");
    }

    private static void fails(Path file, String... words) {
        assertThatThrownBy(() -> Imm.open(file).close())
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_INVALID))
                .message()
                .contains(words);
    }

    @Test
    void sparseFramesHaveTheirCountsWithoutSign() {
        Path file =
                imm(
                        path(),
                        sparseImm(2, 3, 0, 1, 5, 40000),
                        sparseImm(2, 3),
                        sparseImm(2, 3, 4, 2, 1, 7, 4, 3));
        try (RawFrames frames = Imm.open(file)) {
            SparseFrames sparse = (SparseFrames) frames;
            assertThat(sparse.frames()).isEqualTo(3);
            assertThat(sparse.rows()).isEqualTo(2);
            assertThat(sparse.columns()).isEqualTo(3);
            assertThat(frame(sparse, 0)).containsExactly(1, 0, 0, 0, 0, 40000);
            assertThat(frame(sparse, 1)).containsOnly(0);
            assertThat(frame(sparse, 2)).containsExactly(0, 7, 0, 0, 3, 0);
        }
    }

    @Test
    void aFrameLargerThanWhatIsReadAtOnceIsWhole() {
        int[] events = new int[2 * 50_000];
        for (int i = 0; i < 50_000; i++) {
            events[2 * i] = 2 * i;
            events[2 * i + 1] = i % 1000 + 1;
        }
        try (RawFrames frames = Imm.open(imm(path(), sparseImm(250, 400, events)))) {
            float[] row = frame((SparseFrames) frames, 0);
            for (int i = 0; i < row.length; i++) {
                assertThat(row[i]).isEqualTo(i % 2 == 0 ? i / 2 % 1000 + 1 : 0);
            }
        }
    }

    @Test
    void denseFramesHaveTheirCountsWithoutSign() {
        Path file = imm(path(), denseImm(2, 2, 1, 2, 3, 65535), denseImm(2, 2, 0, 32768, 0, 9));
        try (RawFrames frames = Imm.open(file)) {
            FrameBlocks blocks = ((DenseFrames) frames).blocks();
            assertThat(frames.frames()).isEqualTo(2);
            float[] row = new float[4];
            blocks.format().toFloats(blocks.block(0), 0, row);
            assertThat(row).containsExactly(1, 2, 3, 65535);
            blocks.format().toFloats(blocks.block(1), 0, row);
            assertThat(row).containsExactly(0, 32768, 0, 9);
        }
    }

    @Test
    void aCutPayloadNamesItsFrame() throws IOException {
        Path file = imm(path(), denseImm(2, 2, 1, 2, 3, 4), denseImm(2, 2, 1, 2, 3, 4));
        try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
            cut.setLength(file.toFile().length() - 3);
        }
        fails(file, "frame 1 has 5 of 8 bytes of its counts", "copy it again");
    }

    @Test
    void aCutHeaderNamesItsFrame() throws IOException {
        Path file = imm(path(), sparseImm(2, 2, 1, 2), sparseImm(2, 2, 1, 2));
        try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
            cut.setLength(1030 + 400);
        }
        fails(file, "frame 1 has 400 of 1024 bytes of its header");
    }

    @Test
    void aFileThatChangesItsDetectorIsRefused() {
        Path file = imm(path(), sparseImm(2, 3, 1, 2), sparseImm(3, 2, 1, 2));
        fails(file, "changes at frame 1, byte 1030: 3 x 2", "after 2 x 3");
        fails(
                imm(path(), denseImm(1, 2, 1, 2), sparseImm(1, 2, 1, 2)),
                "changes at frame 1, byte 1028",
                "with compression 6 after 1 x 2 with compression 0");
    }

    @Test
    void aPixelOutsideTheDetectorIsRefused() {
        try (RawFrames frames =
                Imm.open(imm(path(), sparseImm(2, 3, 1, 2), sparseImm(2, 3, 6, 1)))) {
            assertThatThrownBy(() -> frame((SparseFrames) frames, 1))
                    .hasMessageContaining("pixel 6 in frame 1, but the detector has 2 x 3");
        }
    }

    @Test
    void aLengthThatCannotBeIsRefusedWithoutBeingBelieved() {
        byte[] second = sparseImm(2, 3, 1, 2);
        ByteBuffer.wrap(second).order(ByteOrder.LITTLE_ENDIAN).putInt(152, Integer.MAX_VALUE);
        fails(imm(path(), sparseImm(2, 3, 1, 2), second), "cannot be at frame 1, byte 1030");
        ByteBuffer.wrap(second).order(ByteOrder.LITTLE_ENDIAN).putInt(152, -1);
        fails(imm(path(), sparseImm(2, 3, 1, 2), second), "cannot be at frame 1, byte 1030");
    }

    @Test
    void whatIsNoImmIsRefusedWithWhatWasFound() throws IOException {
        byte[] text = new byte[4000];
        Arrays.fill(text, (byte) 'x');
        fails(Files.write(path(), text), "does not begin with an IMM header: rows 2021161080");
        fails(Files.write(path(), new byte[10]), "frame 0 has 10 of 1024 bytes of its header");
        assertThat(Imm.isPlausible(path())).isFalse();
        assertThat(Imm.isPlausible(imm(path(), denseImm(1, 2, 1, 2)))).isTrue();
    }
}
