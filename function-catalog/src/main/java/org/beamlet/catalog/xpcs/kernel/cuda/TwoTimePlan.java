package org.beamlet.catalog.xpcs.kernel.cuda;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What lies on the GPUs in two-time.
 *
 * <p>A bin's sums lie on one device; its pixels go by in chunks. Where there is room for the sums
 * of two bins, one is fetched while the next is computed. Where there is not room for those of one,
 * strips of the map are made one after the other, and the pixels sent for each.
 *
 * @param devices places in the list of those that take bins in turn; none if nothing fits any
 * @param slots bins whose sums lie on a device at a time
 * @param strips of a map whose sums lie there at a time
 * @param valueBytes for the pixels of a chunk
 * @param groups of a chunk
 */
record TwoTimePlan(
        MapTiles tiles, List<Integer> devices, int slots, int strips, long valueBytes, int groups) {
    static final int BUFFERS = 2;
    static final int MOST_GROUPS = 64;
    static final long MOST_VALUES = 32L << 20;

    private static final int FEWEST_GROUPS = 4;
    private static final int FEWEST_ROWS = 64;
    private static final int MOST_SLOTS = 2;

    /** The driver and other tasks need some as well. */
    private static final double USABLE = 0.9;

    TwoTimePlan {
        devices = List.copyOf(devices);
    }

    /** What of a map one device has room for. */
    private record Room(int device, int slots, int strips) {}

    /** {@return whether a map's sums lie on a device whole} */
    boolean whole() {
        return strips == tiles.strips();
    }

    /** {@return how many bins may be begun before the first of them is fetched} */
    int ahead() {
        return whole() ? Math.min(devices.size(), slots * devices.size() - 1) : 0;
    }

    /** {@return bytes that a slot takes} */
    long sumBytes() {
        return sumBytes(tiles, strips);
    }

    private static long sumBytes(MapTiles tiles, int strips) {
        return tiles.tiles(0, strips) * MapTiles.BYTES;
    }

    /** {@return bytes of memory that each device gives} */
    long deviceBytes() {
        return slots * sumBytes() + otherBytes(tiles, valueBytes, groups);
    }

    private static long otherBytes(MapTiles tiles, long valueBytes, int groups) {
        long ofGroup = (long) tiles.stride() * Float.BYTES + 2L * Integer.BYTES;
        return BUFFERS * (valueBytes + groups * ofGroup) + 2L * Integer.BYTES * tiles.tiles();
    }

    /**
     * Makes a plan.
     *
     * @param pixels of the largest bin
     * @param free bytes by device
     */
    static TwoTimePlan of(int frames, int pixels, long[] free) {
        MapTiles tiles = new MapTiles(frames);
        long least = (long) FEWEST_ROWS * tiles.stride();
        long most = Math.max(least, Math.min(MOST_VALUES, (pixels + 3L) * tiles.stride()));
        List<Room> rooms =
                IntStream.range(0, free.length)
                        .mapToObj(device -> room(tiles, device, usable(free[device]), least))
                        .filter(room -> room.strips() > 0)
                        .toList();
        List<Room> chosen =
                new ArrayList<>(
                        rooms.stream().filter(room -> room.strips() == tiles.strips()).toList());
        if (chosen.isEmpty()) {
            rooms.stream().max(Comparator.comparingInt(Room::strips)).ifPresent(chosen::add);
        }
        if (chosen.isEmpty()) {
            return new TwoTimePlan(tiles, List.of(), 1, 0, least, FEWEST_GROUPS);
        }
        return withBuffers(
                new TwoTimePlan(
                        tiles,
                        chosen.stream().map(Room::device).toList(),
                        chosen.stream().mapToInt(Room::slots).min().orElseThrow(),
                        chosen.getFirst().strips(),
                        most,
                        MOST_GROUPS),
                least,
                free);
    }

    private static long usable(long free) {
        return (long) (free * USABLE);
    }

    private static Room room(MapTiles tiles, int device, long usable, long least) {
        long left = usable - otherBytes(tiles, least, FEWEST_GROUPS);
        for (int slots = MOST_SLOTS; slots > 0; slots--) {
            if (slots * sumBytes(tiles, tiles.strips()) <= left) {
                return new Room(device, slots, tiles.strips());
            }
        }
        return new Room(device, 1, tiles.stripsWithin(Math.max(0, left) / MapTiles.BYTES));
    }

    /** Makes buffers smaller until all devices have room for them. */
    private static TwoTimePlan withBuffers(TwoTimePlan plan, long least, long[] free) {
        long room = plan.devices().stream().mapToLong(d -> usable(free[d])).min().orElseThrow();
        TwoTimePlan smaller = plan;
        while (smaller.deviceBytes() > room) {
            smaller =
                    new TwoTimePlan(
                            plan.tiles(),
                            plan.devices(),
                            plan.slots(),
                            plan.strips(),
                            Math.max(least, smaller.valueBytes() / 2),
                            Math.max(FEWEST_GROUPS, smaller.groups() / 2));
        }
        return smaller;
    }
}
