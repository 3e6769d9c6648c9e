package org.beamlet.catalog.hdf5;

import java.lang.foreign.SymbolLookup;
import java.util.Map;
import org.beamlet.catalog.foreign.ForeignFunctions;

/**
 * The functions of libhdf5 that are used, and how they are called.
 *
 * <p>They are called once per block of data, not per element.
 */
final class NativeCalls {
    private static final Map<String, String> SIGNATURES =
            Map.ofEntries(
                    Map.entry("H5dont_atexit", "I:"),
                    Map.entry("H5open", "I:"),
                    Map.entry("H5Eset_auto2", "I:LPP"),
                    Map.entry("H5Ewalk2", "I:LIPP"),
                    Map.entry("H5Eclear2", "I:L"),
                    Map.entry("H5Fcreate", "L:PILL"),
                    Map.entry("H5Fopen", "L:PIL"),
                    Map.entry("H5Fflush", "I:LI"),
                    Map.entry("H5Fclose", "I:L"),
                    Map.entry("H5Gcreate2", "L:LPLLL"),
                    Map.entry("H5Gclose", "I:L"),
                    Map.entry("H5Screate", "L:I"),
                    Map.entry("H5Screate_simple", "L:IPP"),
                    Map.entry("H5Sselect_hyperslab", "I:LIPPPP"),
                    Map.entry("H5Sclose", "I:L"),
                    Map.entry("H5Tcopy", "L:L"),
                    Map.entry("H5Tset_size", "I:LL"),
                    Map.entry("H5Tset_cset", "I:LI"),
                    Map.entry("H5Tenum_create", "L:L"),
                    Map.entry("H5Tenum_insert", "I:LPP"),
                    Map.entry("H5Tclose", "I:L"),
                    Map.entry("H5Pcreate", "L:L"),
                    Map.entry("H5Pset_chunk", "I:LIP"),
                    Map.entry("H5Pset_shuffle", "I:L"),
                    Map.entry("H5Pset_deflate", "I:LI"),
                    Map.entry("H5Pset_create_intermediate_group", "I:LI"),
                    Map.entry("H5Pset_file_locking", "I:LZZ"),
                    Map.entry("H5Pclose", "I:L"),
                    Map.entry("H5Dcreate2", "L:LPLLLLL"),
                    Map.entry("H5Dwrite", "I:LLLLLP"),
                    Map.entry("H5Dflush", "I:L"),
                    Map.entry("H5Dclose", "I:L"),
                    Map.entry("H5Acreate2", "L:LPLLLL"),
                    Map.entry("H5Awrite", "I:LLP"),
                    Map.entry("H5Aclose", "I:L"),
                    Map.entry("H5Oopen", "L:LPL"),
                    Map.entry("H5Ocopy", "I:LPLPLL"),
                    Map.entry("H5Oclose", "I:L"),
                    Map.entry("H5Lexists", "I:LPL"),
                    Map.entry("H5Ldelete", "I:LPL"));

    private final ForeignFunctions functions;

    NativeCalls(SymbolLookup symbols) {
        this.functions = new ForeignFunctions(symbols, SIGNATURES);
    }

    long call(String function, Object... arguments) {
        return ((Number) functions.call(function, arguments)).longValue();
    }
}
