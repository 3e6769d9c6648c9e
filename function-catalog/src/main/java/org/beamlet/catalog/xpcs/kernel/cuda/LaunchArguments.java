package org.beamlet.catalog.xpcs.kernel.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Arguments of a kernel as the driver takes them: an array of addresses, one of each value. */
final class LaunchArguments {
    private LaunchArguments() {}

    /** Packs ints, doubles and, as longs, device addresses. */
    static MemorySegment pack(Arena arena, Object... values) {
        MemorySegment addresses = arena.allocate(ValueLayout.ADDRESS, values.length);
        for (int i = 0; i < values.length; i++) {
            addresses.setAtIndex(ValueLayout.ADDRESS, i, allocate(arena, values[i]));
        }
        return addresses;
    }

    private static MemorySegment allocate(Arena arena, Object value) {
        return switch (value) {
            case Integer number -> arena.allocateFrom(ValueLayout.JAVA_INT, number);
            case Long address -> arena.allocateFrom(ValueLayout.JAVA_LONG, address);
            case Double number -> arena.allocateFrom(ValueLayout.JAVA_DOUBLE, number);
            default -> throw new IllegalArgumentException("no kernel takes " + value.getClass());
        };
    }
}
