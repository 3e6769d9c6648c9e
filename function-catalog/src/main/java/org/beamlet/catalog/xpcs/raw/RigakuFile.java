package org.beamlet.catalog.xpcs.raw;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import org.beamlet.protocol.error.BeamletException;

/**
 * A module of a Rigaku detector: 64-bit words, little-endian, one for each pixel that counted.
 *
 * <p>Bits 40 to 63 are the frame, 16 to 36 the pixel, 0 to 11 the count; a module of the 3M
 * detector adds 2<sup>20</sup> to its pixels. Words are ordered by frame. There is no header, so
 * frames without light after the last word are not known of.
 */
final class RigakuFile implements EventFile {
    static final int ROWS = 512;
    static final int COLUMNS = 1024;

    private static final int PIXELS = ROWS * COLUMNS;
    private static final int MODULE_OFFSET = 1 << 20;

    /**
     * Frames that a word may stand for, on average: one photon on half a million pixels in so many
     * frames is no measurement, but a damaged last word may claim sixteen million.
     */
    private static final int FRAMES_OF_A_WORD = 100;

    private static final int FRAMES_OF_ANY = 10_000;

    private static final int PIECE = 1 << 20;
    private static final String ORDERED = "words must be ordered by frame; sort the file";

    private final RawFile file;
    private final long words;
    private final long lastFrame;
    private final int pixelOffset;
    private final ByteBuffer piece =
            ByteBuffer.allocateDirect(PIECE).order(ByteOrder.LITTLE_ENDIAN);

    /** First frame of those that were found, and the word at which each begins; one more ends. */
    private long foundFirst;

    private long[] starts = {0};
    private long nextWord;

    private RigakuFile(RawFile file, boolean growing) {
        this.file = file;
        if (!growing && file.size() % Long.BYTES != 0) {
            throw file.wrong(
                    "has %d bytes, which is no whole number of 8-byte words: word %d is cut"
                            .formatted(file.size(), file.size() / Long.BYTES),
                    "copy it again once the detector has closed it");
        }
        words = file.size() / Long.BYTES;
        lastFrame = words == 0 ? -1 : frame(word(words - 1));
        pixelOffset = words > 0 && pixel(word(0)) >= MODULE_OFFSET ? MODULE_OFFSET : 0;
    }

    static RigakuFile open(Path path) {
        return open(path, false);
    }

    /**
     * Opens a file.
     *
     * @param growing whether the last word may be there in part, and is left out then
     */
    static RigakuFile open(Path path, boolean growing) {
        RawFile file = RawFile.open(path);
        try {
            return new RigakuFile(file, growing);
        } catch (BeamletException e) {
            file.close();
            throw e;
        }
    }

    private long word(long index) {
        ByteBuffer one = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.read(one, index * Long.BYTES);
        return one.getLong(0);
    }

    private static long frame(long word) {
        return word >>> 40;
    }

    private static int pixel(long word) {
        return (int) (word >>> 16) & 0x1f_ffff;
    }

    private static int count(long word) {
        return (int) word & 0xfff;
    }

    @Override
    public long frames() {
        return lastFrame + 1;
    }

    @Override
    public long believable() {
        return FRAMES_OF_ANY + FRAMES_OF_A_WORD * words;
    }

    @Override
    public int rows() {
        return ROWS;
    }

    @Override
    public int columns() {
        return COLUMNS;
    }

    @Override
    public void seek(long first, long end) {
        if (first > foundFirst + starts.length - 1) {
            // What is left out is leapt over: of a long series only what is used is read.
            nextWord = firstWordFrom(first);
        }
        foundFirst = first;
        starts = new long[(int) (end - first + 1)];
        int known = 0;
        long position = nextWord;
        while (position < words) {
            int count = (int) Math.min(words - position, PIECE / Long.BYTES);
            file.read(piece.clear().limit(count * Long.BYTES), position * Long.BYTES);
            for (int i = 0; i < count; i++) {
                long frame = frame(piece.getLong(i * Long.BYTES));
                if (frame >= first + known) {
                    check(frame, position + i);
                    int upTo = (int) Math.min(frame, end) - (int) first;
                    Arrays.fill(starts, known, upTo + 1, position + i);
                    known = upTo + 1;
                    if (frame >= end) {
                        nextWord = position + i;
                        return;
                    }
                } else if (known == 0 || frame != first + known - 1) {
                    throw jumpsBack(frame, first + known - 1, position + i);
                }
            }
            position += count;
        }
        Arrays.fill(starts, known, starts.length, words);
        nextWord = words;
    }

    private void check(long frame, long at) {
        if (frame > lastFrame) {
            throw jumpsBack(lastFrame, frame, at);
        }
    }

    private BeamletException jumpsBack(long later, long earlier, long at) {
        return file.wrong(
                "is not ordered: frame %d comes after frame %d, at byte %d"
                        .formatted(later, earlier, at * Long.BYTES),
                ORDERED);
    }

    /** {@return the first word of a frame or of one after it} */
    private long firstWordFrom(long frame) {
        long low = nextWord;
        long high = words;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (frame(word(middle)) < frame) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public void load(long frame, int[] places, float[] row, EventScratch scratch) {
        int index = (int) (frame - foundFirst);
        if (!load(frame, index, places, row, scratch, false)) {
            scratch.startFrame();
            load(frame, index, places, row, scratch, true);
        }
    }

    /** Loads a frame; {@return false if its pixels do not ascend although they are not noted}. */
    private boolean load(
            long frame, int index, int[] places, float[] row, EventScratch scratch, boolean noted) {
        int last = -1;
        long position = starts[index];
        while (position < starts[index + 1]) {
            int count =
                    (int) Math.min(starts[index + 1] - position, EventScratch.BYTES / Long.BYTES);
            ByteBuffer buffer = scratch.buffer(count * Long.BYTES);
            file.read(buffer, position * Long.BYTES);
            for (int i = 0; i < count; i++) {
                long word = buffer.getLong(i * Long.BYTES);
                int pixel = pixel(word) - pixelOffset;
                if (pixel < 0 || pixel >= PIXELS || frame(word) != frame) {
                    throw odd(word, frame, position + i);
                }
                if (noted) {
                    scratch.note(pixel);
                } else if (pixel <= last) {
                    return false;
                }
                last = pixel;
                int place = places[pixel];
                if (place >= 0) {
                    row[place] = count(word);
                }
            }
            position += count;
        }
        return true;
    }

    private BeamletException odd(long word, long frame, long at) {
        long offset = at * Long.BYTES;
        if (frame(word) != frame) {
            return file.wrong(
                    "was changed while it was read: frame %d at byte %d was frame %d"
                            .formatted(frame(word), offset, frame),
                    "give a file that nothing writes to");
        }
        return file.wrong(
                "has pixel %d at byte %d, but a module has pixels %d to %d"
                        .formatted(pixel(word), offset, pixelOffset, pixelOffset + PIXELS - 1),
                "check that it is the sparse file of a 512 x 1024 module, copied whole");
    }

    @Override
    public void close() {
        file.close();
    }
}
