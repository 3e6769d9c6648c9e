package org.beamlet.catalog.xpcs.kernel.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which pixels are whose.
 *
 * <p>A device holds the state of all levels of its pixels as long as the series lasts: frames pass
 * but once. What no device has room for is left to the CPU.
 *
 * @param rows new frames at a time
 * @param parts of the devices that get any, in the pixels' order
 * @param hostFrom the first pixel that is left to the CPU; the number of pixels if none is
 */
public record DevicePlan(int rows, List<Part> parts, int hostFrom) {
    /** Pixels of a device are allocated in multiples of this, so that its rows are aligned. */
    public static final int GRAIN = 256;

    static final int MOST_ROWS = 64;
    private static final int FEWEST_ROWS = 8;

    /** The driver and other tasks need some as well. */
    private static final double USABLE = 0.9;

    private static final int BUFFERS = 2;

    /**
     * The pixels of one device.
     *
     * @param device its place in the list
     * @param from the first of them
     * @param pixels how many
     */
    public record Part(int device, int from, int pixels) {
        /** {@return pixels that are allocated, the last ones without meaning} */
        int stride() {
            return Math.ceilDiv(pixels, GRAIN) * GRAIN;
        }
    }

    public DevicePlan {
        parts = List.copyOf(parts);
    }

    /** {@return bytes of device memory that a pixel takes} */
    static long bytesPerPixel(List<LevelLayout> levels, int rows) {
        long state = levels.stream().mapToLong(LevelLayout::bytesPerPixel).sum();
        long fresh = (long) BUFFERS * rows * Float.BYTES;
        long between = (long) (betweenRows(rows, 0) + betweenRows(rows, 1)) * Float.BYTES;
        long rawTotal = Double.BYTES;
        long moments = 3L * Double.BYTES;
        return state + fresh + between + rawTotal + moments;
    }

    /** {@return rows of the two buffers that frames between levels go through in turn} */
    static int betweenRows(int rows, int which) {
        return (rows >> (which + 1)) + 1;
    }

    /**
     * Shares pixels among devices: evenly where they have room, with as many frames at a time as
     * all fit with.
     *
     * @param free bytes by device
     */
    public static DevicePlan of(int pixels, List<LevelLayout> levels, long[] free) {
        for (int rows = MOST_ROWS; ; rows /= 2) {
            int[] room = room(levels, rows, free);
            if (Arrays.stream(room).asLongStream().sum() >= pixels || rows == FEWEST_ROWS) {
                return shared(pixels, rows, room);
            }
        }
    }

    private static int[] room(List<LevelLayout> levels, int rows, long[] free) {
        long each = bytesPerPixel(levels, rows);
        return Arrays.stream(free)
                .map(bytes -> (long) (bytes * USABLE) / each / GRAIN * GRAIN)
                .mapToInt(fitting -> (int) Math.min(fitting, Integer.MAX_VALUE / GRAIN * GRAIN))
                .toArray();
    }

    private static DevicePlan shared(int pixels, int rows, int[] room) {
        int[] given = new int[room.length];
        int left = pixels;
        while (left > 0) {
            int open = 0;
            for (int device = 0; device < room.length; device++) {
                open += given[device] < room[device] ? 1 : 0;
            }
            if (open == 0) {
                break;
            }
            int share = Math.ceilDiv(Math.ceilDiv(left, open), GRAIN) * GRAIN;
            for (int device = 0; device < room.length && left > 0; device++) {
                int more = Math.min(left, Math.min(share, room[device] - given[device]));
                given[device] += more;
                left -= more;
            }
        }
        List<Part> parts = new ArrayList<>();
        int from = 0;
        for (int device = 0; device < room.length; device++) {
            if (given[device] > 0) {
                parts.add(new Part(device, from, given[device]));
                from += given[device];
            }
        }
        return new DevicePlan(rows, parts, from);
    }
}
