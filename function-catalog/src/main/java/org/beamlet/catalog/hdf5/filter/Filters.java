package org.beamlet.catalog.hdf5.filter;

import io.jhdf.filter.Filter;
import io.jhdf.filter.FilterManager;
import java.util.Map;

/** The filters that are known, by the number that The HDF Group gave them. */
public final class Filters {
    /** What is read by jHDF itself is small: text, not frames. */
    private static final int SMALL = 4 << 20;

    private static final Map<Integer, Named> ALL =
            Map.ofEntries(
                    Map.entry(1, new Named("deflate", new Deflate())),
                    Map.entry(2, new Named("shuffle", new ByteShuffle())),
                    Map.entry(3, new Named("fletcher32", new Fletcher32())),
                    Map.entry(32000, new Named("lzf", new Lzf())),
                    Map.entry(32001, new Named("blosc", new Blosc())),
                    Map.entry(32004, new Named("lz4", new Lz4())),
                    Map.entry(32008, new Named("bitshuffle", new BitShuffle())),
                    Map.entry(32015, new Named("zstd", new Zstd())),
                    Map.entry(32026, new Named("blosc2", new Blosc2())));

    private record Named(String name, ChunkFilter filter) {}

    private Filters() {}

    /** Makes jHDF use these in place of its own, which trust the lengths that chunks tell. */
    public static void install() {
        Installed.ensure();
    }

    /** The class's initialisation, which happens once, does the work. */
    private static final class Installed {
        static {
            ALL.forEach((id, named) -> FilterManager.addFilter(new Bridge(id, named)));
        }

        private Installed() {}

        static void ensure() {
            // To call it is enough.
        }
    }

    private record Bridge(int id, Named named) implements Filter {
        @Override
        public int getId() {
            return id;
        }

        @Override
        public String getName() {
            return named.name();
        }

        @Override
        public byte[] decode(byte[] stored, int[] settings) {
            return named.filter().decode(stored, settings, SMALL);
        }
    }

    /** {@return the filter of that number} */
    static ChunkFilter get(int id) {
        Named named = ALL.get(id);
        if (named == null) {
            throw new UnknownFilter(id);
        }
        return named.filter();
    }
}
