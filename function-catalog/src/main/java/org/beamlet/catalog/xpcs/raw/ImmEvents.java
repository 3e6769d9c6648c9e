package org.beamlet.catalog.xpcs.raw;

import java.nio.ByteBuffer;

/** A sparse IMM file: of each frame first the pixels that counted, then their 16-bit counts. */
final class ImmEvents implements EventFile {
    private static final int PIECE = EventScratch.BYTES / (Integer.BYTES + Short.BYTES);

    private final ImmFrames frames;

    ImmEvents(ImmFrames frames) {
        this.frames = frames;
    }

    @Override
    public long frames() {
        return frames.count();
    }

    @Override
    public int rows() {
        return frames.first().rows();
    }

    @Override
    public int columns() {
        return frames.first().columns();
    }

    @Override
    public void seek(long first, long end) {
        // All frames were found when the file was opened.
    }

    @Override
    public void load(long frame, int[] places, float[] row, EventScratch scratch) {
        if (!load(frame, places, row, scratch, false)) {
            scratch.startFrame();
            load(frame, places, row, scratch, true);
        }
    }

    private boolean load(
            long frame, int[] places, float[] row, EventScratch scratch, boolean noted) {
        int entries = frames.entries(frame);
        long pixels = frames.start(frame);
        long counts = pixels + (long) entries * Integer.BYTES;
        int last = -1;
        for (int done = 0; done < entries; done += PIECE) {
            int some = Math.min(PIECE, entries - done);
            ByteBuffer buffer = scratch.buffer(some * (Integer.BYTES + Short.BYTES));
            int split = some * Integer.BYTES;
            frames.file().read(buffer.slice(0, split), pixels + (long) done * Integer.BYTES);
            frames.file()
                    .read(
                            buffer.slice(split, some * Short.BYTES),
                            counts + (long) done * Short.BYTES);
            for (int i = 0; i < some; i++) {
                int pixel = buffer.getInt(i * Integer.BYTES);
                if (pixel < 0 || pixel >= places.length) {
                    throw frames.file()
                            .wrong(
                                    "has pixel %d in frame %d, but the detector has %d x %d"
                                            .formatted(pixel, frame, rows(), columns()),
                                    "the file is damaged or was changed: copy it again");
                }
                if (noted) {
                    scratch.note(pixel);
                } else if (pixel <= last) {
                    return false;
                }
                last = pixel;
                if (places[pixel] >= 0) {
                    row[places[pixel]] = buffer.getShort(split + i * Short.BYTES) & 0xffff;
                }
            }
        }
        return true;
    }

    @Override
    public void close() {
        frames.file().close();
    }
}
