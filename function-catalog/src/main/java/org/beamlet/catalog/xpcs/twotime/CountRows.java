package org.beamlet.catalog.xpcs.twotime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Photon counts from 0 to 127, of eight frames to a long, the first in its lowest byte.
 *
 * @param eights by frame, eight at a time, then pixel
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
record CountRows(long[][] eights) implements FrameRows {
    private static final int EIGHT = Long.BYTES;
    private static final long LOWER_BYTES = 0x00ff_00ff_00ff_00ffL;
    private static final long ALL_LANES = 0x0001_0001_0001_0001L;

    /** Sums of so many counts fit into 16 bits. */
    private static final int MOST_ADDED = 512;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    @Override
    public boolean spread(
            int from,
            int rows,
            PixelSpan pixels,
            byte[] into,
            int at,
            int stride,
            PixelSums sums,
            BlockScratch scratch) {
        if (from % EIGHT != 0) {
            throw new IllegalArgumentException("frame " + from);
        }
        for (int done = 0; done < rows; done += EIGHT) {
            long[] row = eights[(from + done) / EIGHT];
            if (rows - done < EIGHT) {
                put(row, pixels, into, at + done, stride, rows - done);
            } else {
                put(row, pixels, into, at + done, stride);
            }
            addPixels(row, pixels, sums);
            addFrames(row, pixels, sums.ofFrames(), done, Math.min(EIGHT, rows - done));
        }
        return true;
    }

    private static void put(long[] row, PixelSpan pixels, byte[] into, int at, int stride) {
        int column = pixels.column();
        for (int p = 0; p < pixels.count(); p++) {
            LONGS.set(into, at + p * stride, row[column + p]);
        }
    }

    /** What lies behind belongs to the next pixel. */
    private static void put(
            long[] row, PixelSpan pixels, byte[] into, int at, int stride, int rows) {
        for (int p = 0; p < pixels.count(); p++) {
            long some = row[pixels.column() + p];
            for (int t = 0; t < rows; t++) {
                into[at + p * stride + t] = (byte) (some >>> (Byte.SIZE * t));
            }
        }
    }

    private static void addPixels(long[] row, PixelSpan pixels, PixelSums sums) {
        int column = pixels.column();
        double[] totals = sums.ofPixels();
        int first = sums.first();
        for (int p = 0; p < pixels.count(); p++) {
            long some = row[column + p];
            long four = (some & LOWER_BYTES) + ((some >>> Byte.SIZE) & LOWER_BYTES);
            totals[first + p] += (four * ALL_LANES) >>> (3 * Short.SIZE);
        }
    }

    private static void addFrames(long[] row, PixelSpan pixels, double[] sums, int at, int rows) {
        for (int t = 0; t < rows; t++) {
            sums[at + t] = 0;
        }
        for (int done = 0; done < pixels.count(); done += MOST_ADDED) {
            int end = pixels.column() + Math.min(done + MOST_ADDED, pixels.count());
            long even = 0;
            long odd = 0;
            for (int column = pixels.column() + done; column < end; column++) {
                even += row[column] & LOWER_BYTES;
                odd += (row[column] >>> Byte.SIZE) & LOWER_BYTES;
            }
            for (int t = 0; t < rows; t++) {
                long four = t % 2 == 0 ? even : odd;
                sums[at + t] += (four >>> (t / 2 * Short.SIZE)) & Character.MAX_VALUE;
            }
        }
    }

    @Override
    public void values(int from, int rows, int column, float[] into) {
        for (int t = 0; t < rows; t++) {
            int frame = from + t;
            into[t] = (byte) (eights[frame / EIGHT][column] >>> (frame % EIGHT * Byte.SIZE));
        }
    }
}
