package org.beamlet.catalog.xpcs.kernel.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import org.beamlet.catalog.foreign.ForeignFunctions;

/**
 * The functions of libcuda that are used, and how they are called.
 *
 * <p>The answer is always a CUresult. Calls are made per batch of frames.
 */
final class DriverLibrary {
    private static final Map<String, String> SIGNATURES =
            Map.ofEntries(
                    Map.entry("cuInit", "I:I"),
                    Map.entry("cuDriverGetVersion", "I:P"),
                    Map.entry("cuDeviceGetCount", "I:P"),
                    Map.entry("cuDeviceGet", "I:PI"),
                    Map.entry("cuDeviceGetName", "I:PII"),
                    Map.entry("cuDeviceGetUuid", "I:PI"),
                    Map.entry("cuDeviceGetAttribute", "I:PII"),
                    Map.entry("cuDevicePrimaryCtxRetain", "I:PI"),
                    Map.entry("cuDevicePrimaryCtxRelease_v2", "I:I"),
                    Map.entry("cuCtxSetCurrent", "I:P"),
                    Map.entry("cuMemGetInfo_v2", "I:PP"),
                    Map.entry("cuModuleLoadData", "I:PP"),
                    Map.entry("cuModuleUnload", "I:P"),
                    Map.entry("cuModuleGetFunction", "I:PPP"),
                    Map.entry("cuMemAlloc_v2", "I:PL"),
                    Map.entry("cuMemFree_v2", "I:L"),
                    Map.entry("cuMemHostAlloc", "I:PLI"),
                    Map.entry("cuMemFreeHost", "I:P"),
                    Map.entry("cuMemsetD8Async", "I:LBLP"),
                    Map.entry("cuMemcpyHtoDAsync_v2", "I:LPLP"),
                    Map.entry("cuMemcpyDtoHAsync_v2", "I:PLLP"),
                    Map.entry("cuStreamCreate", "I:PI"),
                    Map.entry("cuStreamSynchronize", "I:P"),
                    Map.entry("cuStreamWaitEvent", "I:PPI"),
                    Map.entry("cuStreamDestroy_v2", "I:P"),
                    Map.entry("cuEventCreate", "I:PI"),
                    Map.entry("cuEventRecord", "I:PP"),
                    Map.entry("cuEventSynchronize", "I:P"),
                    Map.entry("cuEventDestroy_v2", "I:P"),
                    Map.entry("cuLaunchKernel", "I:PIIIIIIIPPP"));

    private final ForeignFunctions functions;

    private DriverLibrary(SymbolLookup symbols) {
        this.functions = new ForeignFunctions(symbols, SIGNATURES);
    }

    /**
     * Loads the library.
     *
     * @throws IllegalArgumentException if it is not there or cannot be loaded
     */
    @SuppressWarnings("restricted")
    static DriverLibrary load(String name) {
        return new DriverLibrary(SymbolLookup.libraryLookup(name, Arena.global()));
    }

    /** {@return a function that is used and that this driver lacks, empty if there is none} */
    String missing() {
        return functions.missing().stream().findFirst().orElse("");
    }

    /** Calls a function; {@return its CUresult}. */
    int call(String function, Object... arguments) {
        return (int) functions.call(function, arguments);
    }

    /** Calls a function that must succeed. */
    void check(String function, Object... arguments) {
        int result = call(function, arguments);
        if (result != 0) {
            throw DriverFailure.of(function, result);
        }
    }

    /** Calls a function whose first argument is where it writes an address or a size. */
    long get(String function, Object... others) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(ValueLayout.JAVA_LONG);
            Object[] arguments = new Object[others.length + 1];
            arguments[0] = answer;
            System.arraycopy(others, 0, arguments, 1, others.length);
            check(function, arguments);
            return answer.get(ValueLayout.JAVA_LONG, 0);
        }
    }
}
