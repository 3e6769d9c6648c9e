package org.beamlet.catalog.hdf5;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * libhdf5, loaded once per process.
 *
 * <p>The library is built without thread safety: whoever calls holds {@link #LOCK}.
 */
final class Hdf5Library {
    static final ReentrantLock LOCK = new ReentrantLock();

    /** {@code H5P_DEFAULT}, {@code H5S_ALL} and {@code H5E_DEFAULT} are all zero. */
    static final long DEFAULT = 0;

    private static @Nullable Hdf5Library loaded;

    private final SymbolLookup symbols;
    private final NativeCalls calls;
    private final ErrorStack errors;

    private Hdf5Library(SymbolLookup symbols) {
        this.symbols = symbols;
        this.calls = new NativeCalls(symbols);
        this.errors = new ErrorStack(calls);
    }

    /**
     * {@return the library, loaded if need be}
     *
     * @throws BeamletException with code INSTALLATION_INCOMPLETE
     */
    static Hdf5Library get() {
        LOCK.lock();
        try {
            Hdf5Library library = loaded;
            if (library == null) {
                library = new Hdf5Library(load());
                // At exit it would write again what a full disk did not take, and crash over it.
                library.call("H5dont_atexit");
                library.call("H5open");
                library.errors.beQuiet();
                loaded = library;
            }
            return library;
        } finally {
            LOCK.unlock();
        }
    }

    private static SymbolLookup load() {
        String configured = System.getProperty("beamlet.hdf5.library");
        if (configured != null) {
            return loadFile(Path.of(configured));
        }
        NativeLibraryFile library = NativeLibraryFile.ofThisPlatform();
        List<String> refusals = new ArrayList<>();
        for (Path place : NativeLibraryPlaces.inOrder()) {
            try {
                return loadFile(library.placeIn(place));
            } catch (IOException | BeamletException e) {
                refusals.add(place + ": " + e.getMessage());
            }
        }
        try {
            Path folder = NativeLibraryPlaces.lastResort();
            Path file = library.placeIn(folder);
            SymbolLookup loaded = loadFile(file);
            // Mapped already: the names are no longer needed, and nobody else would remove them.
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
            return loaded;
        } catch (IOException | BeamletException e) {
            refusals.add(String.valueOf(e.getMessage()));
        }
        throw unusable(String.join("; ", refusals), null);
    }

    @SuppressWarnings("restricted") // Loading libhdf5 is what this package is for.
    private static SymbolLookup loadFile(Path file) {
        try {
            return SymbolLookup.libraryLookup(file.toAbsolutePath(), Arena.global());
        } catch (IllegalArgumentException | IllegalCallerException e) {
            String missing = Files.isReadable(file) ? "" : " (the file cannot be read)";
            throw unusable(file + missing + ": " + e.getMessage(), e);
        }
    }

    private static BeamletException unusable(String why, @Nullable Throwable cause) {
        return new BeamletException(
                ErrorCode.INSTALLATION_INCOMPLETE,
                "libhdf5 cannot be loaded: " + why,
                "it needs glibc 2.29 and libz.so.1, java --enable-native-access=ALL-UNNAMED and a"
                        + " folder that is not mounted noexec (-Dbeamlet.native.cache=FOLDER), or"
                        + " name another libhdf5 with -Dbeamlet.hdf5.library=FILE",
                cause);
    }

    /**
     * Calls a function; a negative answer is a failure.
     *
     * @param arguments {@code Long}, {@code Integer}, {@code Boolean} or {@code MemorySegment}
     */
    long call(String function, Object... arguments) {
        long answer = calls.call(function, arguments);
        if (answer < 0) {
            throw new NativeFailure(function, errors.account(function));
        }
        return answer;
    }

    /**
     * Closes something after its content was written out, which is a step of its own: of a close
     * that fails for it HDF5 forgets why, such as a full disk.
     */
    void end(String close, long id, String flush, Object... flushed) {
        try {
            call(flush, flushed);
        } catch (NativeFailure e) {
            try {
                call(close, id);
            } catch (NativeFailure closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
        call(close, id);
    }

    /** The value of a global such as {@code H5T_IEEE_F32LE_g}: an id. */
    @SuppressWarnings("restricted")
    long global(String name) {
        return symbols.findOrThrow(name)
                .reinterpret(ValueLayout.JAVA_LONG.byteSize())
                .get(ValueLayout.JAVA_LONG, 0);
    }
}
