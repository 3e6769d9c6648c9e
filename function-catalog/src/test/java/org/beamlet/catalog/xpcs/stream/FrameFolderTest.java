package org.beamlet.catalog.xpcs.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.beamlet.catalog.xpcs.raw.DetectorFiles;
import org.beamlet.catalog.xpcs.raw.Imm;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameFolderTest {
    @TempDir Path folder;

    private FrameFolder stream() {
        return new FrameFolder(folder, Imm::open, Duration.ZERO);
    }

    private void file(String name, int frames, int columns) throws IOException {
        byte[] frame = DetectorFiles.denseImm(2, columns, new int[2 * columns]);
        byte[] all = new byte[frames * frame.length];
        for (int t = 0; t < frames; t++) {
            System.arraycopy(frame, 0, all, t * frame.length, frame.length);
        }
        Files.write(folder.resolve(name), all);
    }

    @Test
    void namesAreOrderedAsPeopleDo() {
        assertThat(
                        List.of("a10.h5", "b1.h5", "a9.h5", "a09.h5", "a9_2.h5", "a.h5").stream()
                                .sorted(NaturalOrder.INSTANCE)
                                .toList())
                .containsExactly("a.h5", "a09.h5", "a9.h5", "a9_2.h5", "a10.h5", "b1.h5");
    }

    @Test
    void filesFollowEachOtherOnceTheyDoNotChange() throws IOException {
        try (FrameFolder stream = stream()) {
            assertThat(stream.look()).isZero();
            file("s_9.imm", 3, 4);
            file("s_10.imm", 2, 4);
            file("s_10_metadata.imm", 7, 4);
            file(".s_11.imm", 7, 4);
            Files.writeString(folder.resolve("notes.txt"), "not a frame");

            assertThat(stream.look()).isZero();
            file("s_10.imm", 4, 4);
            assertThat(stream.look()).isEqualTo(3);
            assertThat(stream.look()).isEqualTo(7);

            assertThat(stream.piece(2)).isEqualTo(stream.piece(0));
            assertThat(stream.piece(3).first()).isEqualTo(3);
            stream.done(3);
            assertThat(stream.piece(6).end()).isEqualTo(7);
            assertThat(stream.finish()).isEqualTo(7);
        }
    }

    @Test
    void aFileThatIsNotWholeHoldsUpThoseBehindIt() throws IOException {
        try (FrameFolder stream = stream()) {
            Files.createFile(folder.resolve("s_1.imm"));
            file("s_2.imm", 3, 4);

            assertThat(stream.look()).isZero();
            assertThat(stream.look()).isZero();
            assertThatThrownBy(stream::finish).hasMessageContaining("s_1.imm");

            Files.write(folder.resolve("s_1.imm"), new byte[100]);
            assertThat(stream.look()).isZero();
            assertThatThrownBy(stream::look).hasMessageContaining("s_1.imm");

            file("s_1.imm", 2, 4);
            assertThat(stream.look()).isZero();
            assertThat(stream.look()).isEqualTo(5);
        }
    }

    @Test
    void whatComesAfterTheEndWasAskedForIsLeftOut() throws IOException {
        try (FrameFolder stream = stream()) {
            file("s_1.imm", 3, 4);
            file("s_2.imm", 2, 4);
            stream.takeNoMore();
            file("s_3.imm", 2, 4);

            stream.look();
            assertThat(stream.look()).isEqualTo(5);
            assertThat(stream.finish()).isEqualTo(5);
        }
    }

    @Test
    void aFileThatComesTooLateIsNotLeftOutInSilence() throws IOException {
        try (FrameFolder stream = stream()) {
            file("s_2.imm", 3, 4);
            stream.look();
            assertThat(stream.look()).isEqualTo(3);

            file("s_1.imm", 3, 4);

            assertThatThrownBy(stream::look).hasMessageContaining("before 's_2.imm'");
        }
    }

    @Test
    void anotherDetectorIsRefused() throws IOException {
        try (FrameFolder stream = stream()) {
            file("s_1.imm", 3, 4);
            file("s_2.imm", 3, 5);
            stream.look();

            assertThatThrownBy(stream::look)
                    .isInstanceOfSatisfying(
                            BeamletException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.SHAPE_MISMATCH))
                    .hasMessageContaining("2 x 5")
                    .hasMessageContaining("2 x 4");
        }
    }
}
