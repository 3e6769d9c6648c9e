package org.beamlet.catalog.hdf5;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import java.util.Map;

/**
 * The functions of libhdf5 that are used, and how they are called.
 *
 * <p>Signatures: answer, colon, arguments; {@code L} is a 64-bit integer (an id or a size), {@code
 * I} an int, {@code Z} a C bool, {@code P} an address. Calls go through generic invocation, some
 * hundred nanoseconds each: they are made once per block of data, not per element.
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
                    Map.entry("H5Dclose", "I:L"),
                    Map.entry("H5Acreate2", "L:LPLLLL"),
                    Map.entry("H5Awrite", "I:LLP"),
                    Map.entry("H5Aclose", "I:L"),
                    Map.entry("H5Oopen", "L:LPL"),
                    Map.entry("H5Ocopy", "I:LPLPLL"),
                    Map.entry("H5Oclose", "I:L"),
                    Map.entry("H5Lexists", "I:LPL"),
                    Map.entry("H5Ldelete", "I:LPL"));

    private final SymbolLookup symbols;
    private final Map<String, MethodHandle> handles = new HashMap<>();

    NativeCalls(SymbolLookup symbols) {
        this.symbols = symbols;
    }

    long call(String function, Object... arguments) {
        try {
            Object answer = handle(function).invokeWithArguments(arguments);
            return ((Number) answer).longValue();
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a native function threw " + e, e);
        }
    }

    private MethodHandle handle(String function) {
        return handles.computeIfAbsent(function, this::link);
    }

    @SuppressWarnings("restricted")
    private MethodHandle link(String function) {
        String signature = SIGNATURES.get(function);
        if (signature == null) {
            throw new IllegalArgumentException("no signature for " + function);
        }
        MemoryLayout[] arguments =
                signature
                        .substring(2)
                        .chars()
                        .mapToObj(NativeCalls::layout)
                        .toArray(MemoryLayout[]::new);
        return Linker.nativeLinker()
                .downcallHandle(
                        symbols.findOrThrow(function),
                        FunctionDescriptor.of(layout(signature.charAt(0)), arguments));
    }

    private static MemoryLayout layout(int letter) {
        return switch (letter) {
            case 'L' -> ValueLayout.JAVA_LONG;
            case 'I' -> ValueLayout.JAVA_INT;
            case 'Z' -> ValueLayout.JAVA_BOOLEAN;
            case 'P' -> ValueLayout.ADDRESS;
            default -> throw new IllegalArgumentException("layout " + (char) letter);
        };
    }
}
