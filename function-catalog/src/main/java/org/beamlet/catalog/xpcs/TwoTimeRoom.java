package org.beamlet.catalog.xpcs;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How much room two-time has for the values of bins whose turn has not come.
 *
 * @param memory bytes that are held in memory where more can be put aside; one bin's values always
 * @param cache bytes that are held in memory where nothing can be put aside: the series is read
 *     again for what they do not suffice
 * @param aside a file that may be made for the others; it must not be there
 */
record TwoTimeRoom(long memory, long cache, Optional<Path> aside) {
    private static final long MEMORY_BYTES = 64L << 20;
    private static final long CACHE_BYTES = 512L << 20;

    /** As much as suits this process. */
    static TwoTimeRoom with(Path aside) {
        long half = Runtime.getRuntime().maxMemory() / 2;
        return new TwoTimeRoom(
                Math.min(MEMORY_BYTES, half), Math.min(CACHE_BYTES, half), Optional.of(aside));
    }

    TwoTimeRoom withoutFile() {
        return new TwoTimeRoom(memory, cache, Optional.empty());
    }

    /** {@return the file, if so many bytes of values need it} */
    Optional<Path> asideFor(long bytes) {
        return aside.filter(_ -> bytes > memory);
    }
}
