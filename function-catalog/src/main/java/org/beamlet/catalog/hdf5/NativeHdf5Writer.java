package org.beamlet.catalog.hdf5;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** {@link Hdf5Writer} over libhdf5. */
final class NativeHdf5Writer implements Hdf5Writer {
    private static final int READ_ONLY = 0;
    private static final int READ_WRITE = 1;
    private static final int EXCLUSIVE = 4;

    /** {@code H5F_SCOPE_LOCAL}: this file, not those that are mounted in it. */
    private static final int LOCAL = 0;

    private final Hdf5Library library;
    private final Path file;
    private final long id;
    private boolean open = true;

    private NativeHdf5Writer(Hdf5Library library, Path file, long id) {
        this.library = library;
        this.file = file;
        this.id = id;
    }

    static NativeHdf5Writer create(Path file) {
        return opened("create", "H5Fcreate", file, EXCLUSIVE, ErrorCode.OUTPUT_NOT_WRITABLE);
    }

    static NativeHdf5Writer edit(Path file) {
        return opened("open", "H5Fopen", file, READ_WRITE, ErrorCode.INPUT_INVALID);
    }

    private static NativeHdf5Writer opened(
            String verb, String function, Path file, int mode, ErrorCode otherwise) {
        Hdf5Library library = Hdf5Library.get();
        long id =
                locked(verb + " " + file, otherwise, () -> openFile(library, function, file, mode));
        return new NativeHdf5Writer(library, file, id);
    }

    /** Opens without locks: parallel file systems refuse them, and the file is ours alone. */
    private static long openFile(Hdf5Library library, String function, Path file, int mode) {
        try (Arena arena = Arena.ofConfined();
                NativeIds ids = new NativeIds(library)) {
            long access =
                    ids.property("H5P_CLS_FILE_ACCESS_ID_g", "H5Pset_file_locking", false, true);
            MemorySegment name = arena.allocateFrom(file.toString());
            return function.equals("H5Fcreate")
                    ? library.call(function, name, mode, Hdf5Library.DEFAULT, access)
                    : library.call(function, name, mode, access);
        }
    }

    static <T> T locked(String doing, ErrorCode otherwise, Supplier<T> body) {
        Hdf5Library.LOCK.lock();
        try {
            return body.get();
        } catch (NativeFailure e) {
            throw e.told(doing, otherwise);
        } finally {
            Hdf5Library.LOCK.unlock();
        }
    }

    @FunctionalInterface
    private interface Body {
        void run(Arena arena, NativeIds ids);
    }

    private void perform(String verb, String path, Body body) {
        perform(verb, path, ErrorCode.OUTPUT_NOT_WRITABLE, body);
    }

    private void perform(String verb, String path, ErrorCode otherwise, Body body) {
        if (!open) {
            throw new IllegalStateException(file + " is closed");
        }
        locked(
                "%s %s in %s".formatted(verb, path, file),
                otherwise,
                () -> {
                    try (Arena arena = Arena.ofConfined();
                            NativeIds ids = new NativeIds(library)) {
                        body.run(arena, ids);
                    }
                    return true;
                });
    }

    @Override
    public void group(String path) {
        perform(
                "make group",
                path,
                (arena, ids) ->
                        ids.keep(
                                "H5Gclose",
                                library.call(
                                        "H5Gcreate2",
                                        id,
                                        arena.allocateFrom(path),
                                        ids.linkCreation(),
                                        Hdf5Library.DEFAULT,
                                        Hdf5Library.DEFAULT)));
    }

    @Override
    public void scalar(String path, String value) {
        perform(
                "write",
                path,
                (arena, ids) ->
                        scalar(arena, ids, path, ids.textType(), NativeIds.text(arena, value)));
    }

    @Override
    public void scalar(String path, long value) {
        perform(
                "write",
                path,
                (arena, ids) ->
                        scalar(
                                arena,
                                ids,
                                path,
                                library.global("H5T_STD_I64LE_g"),
                                arena.allocateFrom(ValueLayout.JAVA_LONG, value)));
    }

    @Override
    public void scalar(String path, double value) {
        perform(
                "write",
                path,
                (arena, ids) ->
                        scalar(
                                arena,
                                ids,
                                path,
                                library.global("H5T_IEEE_F64LE_g"),
                                arena.allocateFrom(ValueLayout.JAVA_DOUBLE, value)));
    }

    @Override
    public void scalar(String path, boolean value) {
        perform(
                "write",
                path,
                (arena, ids) ->
                        scalar(
                                arena,
                                ids,
                                path,
                                ids.booleanType(arena),
                                arena.allocateFrom(ValueLayout.JAVA_BYTE, (byte) (value ? 1 : 0))));
    }

    private void scalar(Arena arena, NativeIds ids, String path, long type, MemorySegment value) {
        long space = ids.scalarSpace();
        long dataset = ids.dataset(arena, id, path, type, space, Hdf5Library.DEFAULT);
        library.call(
                "H5Dwrite",
                dataset,
                type,
                Hdf5Library.DEFAULT,
                Hdf5Library.DEFAULT,
                Hdf5Library.DEFAULT,
                value);
    }

    @Override
    public void array(String path, Object values, long... shape) {
        try (Hdf5Dataset dataset =
                dataset(path, ElementType.of(values), Storage.contiguous(), shape)) {
            dataset.write(values, new long[shape.length], shape);
        }
    }

    @Override
    public Hdf5Dataset dataset(String path, ElementType type, Storage storage, long... shape) {
        long[] made = new long[1];
        perform(
                "make dataset",
                path,
                (arena, ids) -> {
                    long space = ids.space(arena, shape);
                    long creation = ids.storage(arena, storage);
                    made[0] = ids.openDataset(arena, id, path, type, space, creation);
                });
        return new NativeHdf5Dataset(
                library, "%s in %s".formatted(path, file), made[0], type, shape);
    }

    @Override
    public void attribute(String objectPath, String name, String value) {
        perform(
                "write attribute " + name + " of",
                objectPath,
                (arena, ids) -> {
                    long object =
                            ids.keep(
                                    "H5Oclose",
                                    library.call(
                                            "H5Oopen",
                                            id,
                                            arena.allocateFrom(objectPath),
                                            Hdf5Library.DEFAULT));
                    long type = ids.textType();
                    long attribute =
                            ids.keep(
                                    "H5Aclose",
                                    library.call(
                                            "H5Acreate2",
                                            object,
                                            arena.allocateFrom(name, StandardCharsets.UTF_8),
                                            type,
                                            ids.scalarSpace(),
                                            Hdf5Library.DEFAULT,
                                            Hdf5Library.DEFAULT));
                    library.call("H5Awrite", attribute, type, NativeIds.text(arena, value));
                });
    }

    @Override
    public void copy(Path sourceFile, String sourcePath, String path) {
        perform(
                "copy %s of %s to".formatted(sourcePath, sourceFile),
                path,
                ErrorCode.INPUT_INVALID,
                (arena, ids) -> {
                    long source =
                            ids.keep(
                                    "H5Fclose",
                                    openFile(library, "H5Fopen", sourceFile, READ_ONLY));
                    library.call(
                            "H5Ocopy",
                            source,
                            arena.allocateFrom(sourcePath),
                            id,
                            arena.allocateFrom(path),
                            Hdf5Library.DEFAULT,
                            ids.linkCreation());
                });
    }

    @Override
    public boolean exists(String path) {
        boolean[] found = {true};
        perform(
                "look for",
                path,
                (arena, _) -> {
                    // Each step must be there before the next may be asked for.
                    StringBuilder soFar = new StringBuilder();
                    for (String step : path.split("/", -1)) {
                        if (!step.isEmpty() && found[0]) {
                            soFar.append('/').append(step);
                            MemorySegment name = arena.allocateFrom(soFar.toString());
                            found[0] = library.call("H5Lexists", id, name, Hdf5Library.DEFAULT) > 0;
                        }
                    }
                });
        return found[0];
    }

    @Override
    public void remove(String path) {
        perform(
                "remove",
                path,
                (arena, _) ->
                        library.call(
                                "H5Ldelete", id, arena.allocateFrom(path), Hdf5Library.DEFAULT));
    }

    @Override
    public void close() throws BeamletException {
        if (open) {
            open = false;
            locked(
                    "finish " + file,
                    ErrorCode.OUTPUT_NOT_WRITABLE,
                    () -> {
                        library.end("H5Fclose", id, "H5Fflush", id, LOCAL);
                        return true;
                    });
        }
    }
}
