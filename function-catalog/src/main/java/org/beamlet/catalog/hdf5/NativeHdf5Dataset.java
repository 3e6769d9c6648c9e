package org.beamlet.catalog.hdf5;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.beamlet.protocol.error.ErrorCode;

/** {@link Hdf5Dataset} over libhdf5. */
final class NativeHdf5Dataset implements Hdf5Dataset {
    private static final int SELECT_SET = 0;

    private final Hdf5Library library;
    private final String name;
    private final long id;
    private final long[] shape;
    private final ElementType type;
    private boolean open = true;

    NativeHdf5Dataset(Hdf5Library library, String name, long id, ElementType type, long[] shape) {
        this.library = library;
        this.name = name;
        this.id = id;
        this.type = type;
        this.shape = shape.clone();
    }

    @Override
    public void write(Object values, long[] start, long[] count) {
        if (!open) {
            throw new IllegalStateException(name + " is closed");
        }
        if (ElementType.of(values) != type) {
            throw new IllegalArgumentException("%s takes %s".formatted(name, type));
        }
        long elements = Arrays.stream(count).reduce(1, Math::multiplyExact);
        if (elements == 0) {
            return;
        }
        NativeHdf5Writer.locked(
                "write " + name,
                ErrorCode.OUTPUT_NOT_WRITABLE,
                () -> {
                    try (Arena arena = Arena.ofConfined();
                            NativeIds ids = new NativeIds(library)) {
                        MemorySegment block = copied(arena, values, elements);
                        long target = ids.space(arena, shape);
                        select(arena, target, start, count);
                        long source = ids.space(arena, count);
                        return library.call(
                                "H5Dwrite",
                                id,
                                library.global(type.global()),
                                source,
                                target,
                                Hdf5Library.DEFAULT,
                                block);
                    }
                });
    }

    private void select(Arena arena, long space, long[] start, long[] count) {
        long[] once = new long[count.length];
        Arrays.fill(once, 1);
        library.call(
                "H5Sselect_hyperslab",
                space,
                SELECT_SET,
                arena.allocateFrom(ValueLayout.JAVA_LONG, start),
                MemorySegment.NULL,
                arena.allocateFrom(ValueLayout.JAVA_LONG, once),
                arena.allocateFrom(ValueLayout.JAVA_LONG, count));
    }

    private static MemorySegment copied(Arena arena, Object values, long elements) {
        MemorySegment source =
                switch (values) {
                    case float[] floats -> MemorySegment.ofArray(floats);
                    case double[] doubles -> MemorySegment.ofArray(doubles);
                    case int[] ints -> MemorySegment.ofArray(ints);
                    case long[] longs -> MemorySegment.ofArray(longs);
                    default -> throw new IllegalArgumentException(values.getClass().getName());
                };
        long bytes = elements * ElementType.of(values).bytes();
        return arena.allocate(bytes, Long.BYTES).copyFrom(source.asSlice(0, bytes));
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            NativeHdf5Writer.locked(
                    "finish " + name,
                    ErrorCode.OUTPUT_NOT_WRITABLE,
                    () -> {
                        library.end("H5Dclose", id, "H5Dflush", id);
                        return true;
                    });
        }
    }
}
