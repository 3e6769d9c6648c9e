package org.beamlet.catalog.hdf5;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** Ids of spaces, types and property lists that live as long as one call. */
final class NativeIds implements AutoCloseable {
    /** {@code H5T_VARIABLE}: a text of any length. */
    private static final long ANY_LENGTH = -1;

    private static final int UTF_8 = 1;

    private record Kept(String closing, long id) {}

    private final Hdf5Library library;
    private final Deque<Kept> kept = new ArrayDeque<>();

    NativeIds(Hdf5Library library) {
        this.library = library;
    }

    long keep(String closing, long id) {
        kept.push(new Kept(closing, id));
        return id;
    }

    long property(String listClass, String setter, Object... values) {
        long list = keep("H5Pclose", library.call("H5Pcreate", library.global(listClass)));
        Object[] arguments = new Object[values.length + 1];
        arguments[0] = list;
        System.arraycopy(values, 0, arguments, 1, values.length);
        library.call(setter, arguments);
        return list;
    }

    /** Makes the groups on the way to a new name. */
    long linkCreation() {
        return property("H5P_CLS_LINK_CREATE_ID_g", "H5Pset_create_intermediate_group", 1);
    }

    long storage(Arena arena, Storage storage) {
        return switch (storage) {
            case Storage.Contiguous() -> Hdf5Library.DEFAULT;
            case Storage.Chunked(long[] chunk, boolean shuffle, int deflate) -> {
                long list =
                        property(
                                "H5P_CLS_DATASET_CREATE_ID_g",
                                "H5Pset_chunk",
                                chunk.length,
                                arena.allocateFrom(ValueLayout.JAVA_LONG, chunk));
                if (shuffle) {
                    library.call("H5Pset_shuffle", list);
                }
                if (deflate > 0) {
                    library.call("H5Pset_deflate", list, deflate);
                }
                yield list;
            }
        };
    }

    long scalarSpace() {
        return keep("H5Sclose", library.call("H5Screate", 0));
    }

    long space(Arena arena, long[] shape) {
        MemorySegment dimensions = arena.allocateFrom(ValueLayout.JAVA_LONG, shape);
        return keep(
                "H5Sclose",
                library.call("H5Screate_simple", shape.length, dimensions, MemorySegment.NULL));
    }

    /** Python's str: UTF-8 of variable length. */
    long textType() {
        long type = keep("H5Tclose", library.call("H5Tcopy", library.global("H5T_C_S1_g")));
        library.call("H5Tset_size", type, ANY_LENGTH);
        library.call("H5Tset_cset", type, UTF_8);
        return type;
    }

    static MemorySegment text(Arena arena, String value) {
        return arena.allocateFrom(
                ValueLayout.ADDRESS, arena.allocateFrom(value, StandardCharsets.UTF_8));
    }

    /** Python's bool, as h5py stores it: an enumeration over a byte. */
    long booleanType(Arena arena) {
        long type =
                keep("H5Tclose", library.call("H5Tenum_create", library.global("H5T_STD_I8LE_g")));
        for (byte value = 0; value <= 1; value++) {
            library.call(
                    "H5Tenum_insert",
                    type,
                    arena.allocateFrom(value == 0 ? "FALSE" : "TRUE"),
                    arena.allocateFrom(ValueLayout.JAVA_BYTE, value));
        }
        return type;
    }

    long dataset(Arena arena, long file, String path, long type, long space, long creation) {
        return keep("H5Dclose", makeDataset(arena, file, path, type, space, creation));
    }

    /** Makes a dataset that stays open after this call. */
    long openDataset(
            Arena arena, long file, String path, ElementType type, long space, long creation) {
        return makeDataset(arena, file, path, library.global(type.global()), space, creation);
    }

    private long makeDataset(
            Arena arena, long file, String path, long type, long space, long creation) {
        return library.call(
                "H5Dcreate2",
                file,
                arena.allocateFrom(path, StandardCharsets.UTF_8),
                type,
                space,
                linkCreation(),
                creation,
                Hdf5Library.DEFAULT);
    }

    @Override
    public void close() {
        while (!kept.isEmpty()) {
            Kept last = kept.pop();
            library.call(last.closing(), last.id());
        }
    }
}
