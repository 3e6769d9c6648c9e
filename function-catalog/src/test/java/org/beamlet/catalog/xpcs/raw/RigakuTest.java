package org.beamlet.catalog.xpcs.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.beamlet.catalog.xpcs.raw.DetectorFiles.frame;
import static org.beamlet.catalog.xpcs.raw.DetectorFiles.rigaku;
import static org.beamlet.catalog.xpcs.raw.DetectorFiles.word;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RigakuTest {
    private static final int PIXELS = 512 * 1024;

    @TempDir private Path folder;

    private static void fails(ThrowingCallable what, ErrorCode code, String... words) {
        assertThatThrownBy(what)
                .isInstanceOfSatisfying(
                        BeamletException.class, e -> assertThat(e.code()).isEqualTo(code))
                .message()
                .contains(words);
    }

    private Path file(long... words) {
        return rigaku(folder.resolve("a.bin"), words);
    }

    @Nested
    class OneModule {
        @Test
        void framesHaveTheCountsOfTheirWords() {
            Path file =
                    file(
                            word(1, 0, 1),
                            word(1, PIXELS - 1, 4095),
                            word(4, 7, 256),
                            word(4, 8, 255));
            try (SparseFrames frames = Rigaku.openModule(file)) {
                assertThat(frames.frames()).isEqualTo(5);
                assertThat(frames.rows()).isEqualTo(512);
                assertThat(frames.columns()).isEqualTo(1024);
                assertThat(frame(frames, 0)).containsOnly(0);
                float[] one = frame(frames, 1);
                assertThat(one[0]).isEqualTo(1);
                assertThat(one[PIXELS - 1]).isEqualTo(4095);
            }
            try (SparseFrames frames = Rigaku.openModule(file)) {
                // What is leapt over is not read at all.
                float[] four = frame(frames, 4);
                assertThat(four[7]).isEqualTo(256);
                assertThat(four[8]).isEqualTo(255);
                assertThat(four[0]).isZero();
            }
        }

        @Test
        void pixelsOfAModuleOfSixMayBeOffset() {
            int offset = 1 << 20;
            try (SparseFrames frames =
                    Rigaku.openModule(file(word(0, offset, 3), word(0, offset + 5, 2)))) {
                assertThat(frame(frames, 0)).startsWith(3, 0, 0, 0, 0, 2);
            }
        }

        @Test
        void ofSeveralWordsForAPixelTheLastCountsAndTheOthersAreTold() {
            Path file =
                    file(
                            word(0, 9, 1),
                            word(1, 3, 5),
                            word(1, 2, 1),
                            word(1, 3, 7),
                            word(1, 3, 6),
                            word(2, 9, 1));
            int[] places = new int[PIXELS];
            Arrays.setAll(places, p -> p);
            float[] row = new float[PIXELS];
            try (SparseFrames frames = Rigaku.openModule(file);
                    Lanes lanes = new Lanes(1)) {
                SparseFrames.Reader reader = frames.reader(places, lanes);
                reader.seek(0, 3);
                reader.load(0, 0, row);
                assertThat(reader.repeats()).isZero();
                reader.load(0, 1, row);
                assertThat(row).startsWith(0, 0, 1, 6);
                assertThat(row[9]).isZero();
                reader.load(0, 2, row);
                assertThat(reader.repeats()).isEqualTo(2);
            }
        }

        @Test
        void everyWindowOfALongSeriesIsFound() {
            Random random = new Random(11);
            List<Long> words = new ArrayList<>();
            int[] first = new int[3000];
            Arrays.fill(first, -1);
            for (int f = 0; f < first.length; f++) {
                int events = random.nextInt(4) == 0 ? 0 : random.nextInt(120);
                for (int e = 0; e < events; e++) {
                    words.add(word(f, 10 * e + f % 10, 1 + e));
                    first[f] = f % 10;
                }
            }
            Path file = file(words.stream().mapToLong(Long::longValue).toArray());
            int[] places = new int[PIXELS];
            Arrays.setAll(places, p -> p);
            float[] row = new float[PIXELS];
            try (SparseFrames frames = Rigaku.openModule(file);
                    Lanes lanes = new Lanes(2)) {
                SparseFrames.Reader reader = frames.reader(places, lanes);
                for (int begin = 5;
                        begin + 13 <= frames.frames();
                        begin += begin % 3 == 0 ? 13 : 40) {
                    reader.seek(begin, begin + 13);
                    for (int f = begin; f < begin + 13; f++) {
                        reader.load(f % 2, f, row);
                        for (int p = 0; p < 10; p++) {
                            assertThat(row[p]).isEqualTo(p == first[f] ? 1 : 0);
                        }
                    }
                }
            }
        }
    }

    @Nested
    class BadFiles {
        @Test
        void aCutWordIsNamed() throws IOException {
            Path file = file(word(0, 0, 1), word(0, 1, 1));
            try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
                cut.setLength(13);
            }
            fails(
                    () -> Rigaku.openModule(file),
                    ErrorCode.INPUT_INVALID,
                    "13 bytes",
                    "word 1 is cut",
                    "copy it again");
        }

        @Test
        void aFrameThatJumpsBackIsNamedWithItsByte() {
            Path file = file(word(0, 0, 1), word(5, 1, 1), word(4, 1, 1), word(6, 1, 1));
            int[] places = new int[PIXELS];
            try (SparseFrames frames = Rigaku.openModule(file);
                    Lanes lanes = new Lanes(1)) {
                fails(
                        () -> frames.reader(places, lanes).seek(0, 7),
                        ErrorCode.INPUT_INVALID,
                        "frame 4 comes after frame 5, at byte 16",
                        "sort the file");
            }
        }

        @Test
        void aFrameBeyondTheLastWordsIsNamed() {
            int[] places = new int[PIXELS];
            try (SparseFrames frames = Rigaku.openModule(file(word(9, 0, 1), word(3, 1, 1)));
                    Lanes lanes = new Lanes(1)) {
                assertThat(frames.frames()).isEqualTo(4);
                fails(
                        () -> frames.reader(places, lanes).seek(0, 4),
                        ErrorCode.INPUT_INVALID,
                        "frame 3 comes after frame 9, at byte 0");
            }
        }

        @Test
        void aPixelOutsideTheModuleIsNamedWithItsByte() {
            try (SparseFrames frames = Rigaku.openModule(file(word(0, 0, 1), word(0, PIXELS, 1)))) {
                fails(
                        () -> frame(frames, 0),
                        ErrorCode.INPUT_INVALID,
                        "pixel 524288 at byte 8",
                        "0 to 524287");
            }
        }

        @Test
        void aFileThatShrinksWhileItIsReadIsTold() throws IOException {
            long[] words = new long[100_000];
            Arrays.setAll(words, i -> word(i / 100, i % 100, 1));
            Path file = file(words);
            try (SparseFrames frames = Rigaku.openModule(file)) {
                try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
                    cut.setLength(800);
                }
                fails(
                        () -> frame(frames, 0),
                        ErrorCode.INPUT_INVALID,
                        "has shrunk since it was opened",
                        "closed and copied whole");
            }
        }

        @Test
        void aFileWithoutEventsIsRefused() {
            fails(() -> Rigaku.openModule(file()), ErrorCode.INPUT_INVALID, "holds no event");
        }

        @Test
        void aMissingFileIsNamed() {
            fails(
                    () -> Rigaku.openModule(folder.resolve("none.bin")),
                    ErrorCode.INPUT_NOT_FOUND,
                    "none.bin' does not exist");
        }
    }

    @Nested
    class SixModules {
        private Path module(int number) {
            return folder.resolve("s.bin.00" + number);
        }

        private void writeModules() {
            for (int number = 0; number < 6; number++) {
                // The corner pixel of each module counts its number and one.
                rigaku(module(number), word(number == 2 ? 3 : 0, 1 << 20, number + 1));
            }
        }

        @Test
        void liePlacedWithGapsBetweenThem() {
            writeModules();
            try (SparseFrames frames = Rigaku.open3M(module(0))) {
                assertThat(frames.rows()).isEqualTo(1676);
                assertThat(frames.columns()).isEqualTo(2100);
                assertThat(frames.frames()).isEqualTo(4);
                float[] first = frame(frames, 0);
                assertThat(first[0]).isEqualTo(6);
                assertThat(first[1076]).isEqualTo(1);
                assertThat(first[582 * 2100]).isEqualTo(5);
                assertThat(first[582 * 2100 + 1076]).isEqualTo(2);
                assertThat(first[1164 * 2100]).isEqualTo(4);
                assertThat(first[1164 * 2100 + 1076]).isZero();
            }
            try (SparseFrames frames = Rigaku.open3M(module(4))) {
                float[] last = frame(frames, 3);
                assertThat(last[1164 * 2100 + 1076]).isEqualTo(3);
                assertThat(last[0]).isZero();
            }
        }

        @Test
        void aLateModuleIsWaitedFor() throws IOException {
            writeModules();
            Path late = folder.resolve("late");
            Files.move(module(3), late);
            List<Duration> waited = new ArrayList<>();
            try (SparseFrames frames =
                    Rigaku.open3M(
                            module(0),
                            time -> {
                                waited.add(time);
                                if (waited.size() == 42) {
                                    rigaku(module(3), word(0, 0, 1));
                                }
                            })) {
                assertThat(frames.frames()).isEqualTo(4);
            }
            assertThat(waited).hasSize(42);
        }

        @Test
        void aMissingModuleIsNamedAfterTenSeconds() throws IOException {
            writeModules();
            Files.delete(module(1));
            List<Duration> waited = new ArrayList<>();
            fails(
                    () -> Rigaku.open3M(module(0), waited::add),
                    ErrorCode.INPUT_NOT_FOUND,
                    module(1).toString(),
                    "did not appear in 10 s",
                    "into one folder");
            assertThat(waited.stream().mapToLong(Duration::toMillis).sum()).isEqualTo(10_000);
        }

        @Test
        void waitingCanBeInterrupted() throws IOException {
            writeModules();
            Files.delete(module(1));
            Thread.currentThread().interrupt();
            fails(() -> Rigaku.open3M(module(0)), ErrorCode.TASK_CANCELLED, "stopped while");
            assertThat(Thread.interrupted()).isTrue();
        }

        @Test
        void aModuleWithoutLightIsNoFault() {
            writeModules();
            rigaku(module(5));
            try (SparseFrames frames = Rigaku.open3M(module(0))) {
                assertThat(frame(frames, 0)[0]).isZero();
            }
        }
    }
}
