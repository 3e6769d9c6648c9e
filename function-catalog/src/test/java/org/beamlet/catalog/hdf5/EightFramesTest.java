package org.beamlet.catalog.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EightFramesTest {
    private static final int PIXELS = 200;

    private final Random random = new Random(5);
    private final int[] chosen = random.ints(150, 0, PIXELS).distinct().toArray();

    private static void put(ByteBuffer frame, int pixel, int bytes, long value) {
        switch (bytes) {
            case 1 -> frame.put(pixel, (byte) value);
            case 2 -> frame.putShort(2 * pixel, (short) value);
            default -> frame.putInt(4 * pixel, (int) value);
        }
    }

    /** Frames that do not begin where their memory does; every other one is no array. */
    private ByteBuffer[] frames(int count, int bytes, int[][] values) {
        ByteBuffer[] frames = new ByteBuffer[count];
        for (int t = 0; t < count; t++) {
            int room = bytes * PIXELS + 3;
            ByteBuffer whole =
                    t % 2 == 0 ? ByteBuffer.allocate(room) : ByteBuffer.allocateDirect(room);
            frames[t] = whole.slice(3, bytes * PIXELS).order(ByteOrder.LITTLE_ENDIAN);
            for (int p = 0; p < PIXELS; p++) {
                put(frames[t], p, bytes, values[t][p]);
            }
        }
        return frames;
    }

    private int[][] counts(int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> random.ints(PIXELS, 0, 128).toArray())
                .toArray(int[][]::new);
    }

    @ParameterizedTest
    @CsvSource({"1, 8", "1, 3", "2, 8", "2, 7", "2, 1", "4, 8", "4, 5"})
    void whatBelongsToAPixelComesTogether(int bytes, int count) {
        int[][] values = counts(count);
        long[] found = new long[chosen.length];
        assertThat(
                        new EightFrames(frames(count, bytes, values), bytes)
                                .counts(chosen, 10, chosen.length - 1, found))
                .isTrue();
        for (int place = 0; place < chosen.length; place++) {
            boolean read = place >= 10 && place < chosen.length - 1;
            for (int t = 0; t < 8; t++) {
                int expected = read && t < count ? values[t][chosen[place]] : 0;
                assertThat((found[place] >>> (8 * t)) & 0xff)
                        .as("place %d frame %d", place, t)
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 128", "1, 255", "2, 128", "2, 256", "2, 65535", "4, 128", "4, 65536", "4, -1"})
    void whatIsNoSmallCountIsNoticedInEachFrameWhereItIsChosen(int bytes, int value) {
        int elsewhere =
                IntStream.range(0, PIXELS)
                        .filter(p -> IntStream.of(chosen).noneMatch(one -> one == p))
                        .findFirst()
                        .orElseThrow();
        long[] found = new long[chosen.length];
        for (int t = 0; t < 8; t++) {
            ByteBuffer[] frames = frames(8, bytes, counts(8));
            put(frames[t], elsewhere, bytes, value);
            assertThat(new EightFrames(frames, bytes).counts(chosen, 0, chosen.length, found))
                    .isTrue();
            put(frames[t], chosen[77], bytes, value);
            assertThat(new EightFrames(frames, bytes).counts(chosen, 0, chosen.length, found))
                    .as("frame %d", t)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "UNSIGNED, 1, BE, true",
        "SIGNED, 1, LE, true",
        "UNSIGNED, 2, LE, true",
        "UNSIGNED, 2, BE, false",
        "SIGNED, 4, LE, true",
        "UNSIGNED, 8, LE, false",
        "FLOAT, 4, LE, false"
    })
    void otherFormatsGoAnotherWay(
            SampleFormat.Kind kind, int bytes, String order, boolean offered) {
        ByteOrder byteOrder = order.equals("LE") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        assertThat(new SampleFormat(kind, bytes, byteOrder).offersCounts()).isEqualTo(offered);
    }
}
