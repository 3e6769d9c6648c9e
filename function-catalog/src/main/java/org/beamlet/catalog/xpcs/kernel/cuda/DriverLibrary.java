package org.beamlet.catalog.xpcs.kernel.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The functions of libcuda that are used, and how they are called.
 *
 * <p>Signatures are the arguments, the answer is always a CUresult: {@code L} is 64 bits (a device
 * address or a size), {@code I} an int, {@code B} a byte, {@code P} an address here. Each call
 * costs some microseconds: they are made per batch of frames.
 */
final class DriverLibrary {
    private static final Map<String, String> SIGNATURES =
            Map.ofEntries(
                    Map.entry("cuInit", "I"),
                    Map.entry("cuDriverGetVersion", "P"),
                    Map.entry("cuDeviceGetCount", "P"),
                    Map.entry("cuDeviceGet", "PI"),
                    Map.entry("cuDeviceGetName", "PII"),
                    Map.entry("cuDeviceGetUuid", "PI"),
                    Map.entry("cuDeviceGetAttribute", "PII"),
                    Map.entry("cuDevicePrimaryCtxRetain", "PI"),
                    Map.entry("cuDevicePrimaryCtxRelease_v2", "I"),
                    Map.entry("cuCtxSetCurrent", "P"),
                    Map.entry("cuMemGetInfo_v2", "PP"),
                    Map.entry("cuModuleLoadData", "PP"),
                    Map.entry("cuModuleUnload", "P"),
                    Map.entry("cuModuleGetFunction", "PPP"),
                    Map.entry("cuMemAlloc_v2", "PL"),
                    Map.entry("cuMemFree_v2", "L"),
                    Map.entry("cuMemHostAlloc", "PLI"),
                    Map.entry("cuMemFreeHost", "P"),
                    Map.entry("cuMemsetD8Async", "LBLP"),
                    Map.entry("cuMemcpyHtoDAsync_v2", "LPLP"),
                    Map.entry("cuMemcpyDtoHAsync_v2", "PLLP"),
                    Map.entry("cuStreamCreate", "PI"),
                    Map.entry("cuStreamSynchronize", "P"),
                    Map.entry("cuStreamWaitEvent", "PPI"),
                    Map.entry("cuStreamDestroy_v2", "P"),
                    Map.entry("cuEventCreate", "PI"),
                    Map.entry("cuEventRecord", "PP"),
                    Map.entry("cuEventSynchronize", "P"),
                    Map.entry("cuEventDestroy_v2", "P"),
                    Map.entry("cuLaunchKernel", "PIIIIIIIPPP"));

    private final SymbolLookup symbols;
    private final Map<String, MethodHandle> handles = new ConcurrentHashMap<>();

    private DriverLibrary(SymbolLookup symbols) {
        this.symbols = symbols;
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
        return SIGNATURES.keySet().stream()
                .filter(name -> symbols.find(name).isEmpty())
                .sorted()
                .findFirst()
                .orElse("");
    }

    /** Calls a function; {@return its CUresult}. */
    int call(String function, Object... arguments) {
        try {
            return (int) handle(function).invokeWithArguments(arguments);
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a native function threw " + e, e);
        }
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
                signature.chars().mapToObj(DriverLibrary::layout).toArray(MemoryLayout[]::new);
        return Linker.nativeLinker()
                .downcallHandle(
                        symbols.findOrThrow(function),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }

    private static MemoryLayout layout(int letter) {
        return switch (letter) {
            case 'L' -> ValueLayout.JAVA_LONG;
            case 'I' -> ValueLayout.JAVA_INT;
            case 'B' -> ValueLayout.JAVA_BYTE;
            case 'P' -> ValueLayout.ADDRESS;
            default -> throw new IllegalArgumentException("layout " + (char) letter);
        };
    }
}
