package org.beamlet.catalog.foreign;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Functions of a native library, each linked at its first call.
 *
 * <p>Signatures: answer, colon, arguments; {@code L} is 64 bits (an id, a size, an address
 * elsewhere), {@code I} an int, {@code B} a byte, {@code Z} a C bool, {@code P} an address here.
 * Calls go through generic invocation, from some hundred nanoseconds to some microseconds each: not
 * for what is done per element.
 */
public final class ForeignFunctions {
    private static final MethodType SPREAD = MethodType.methodType(Object.class, Object[].class);

    private final SymbolLookup symbols;
    private final Map<String, String> signatures;
    private final Map<String, MethodHandle> handles = new ConcurrentHashMap<>();

    /**
     * Links nothing yet.
     *
     * @param signatures by function
     */
    public ForeignFunctions(SymbolLookup symbols, Map<String, String> signatures) {
        this.symbols = symbols;
        this.signatures = Map.copyOf(signatures);
    }

    /** {@return those of the functions that the library lacks, by name} */
    public List<String> missing() {
        return signatures.keySet().stream()
                .filter(name -> symbols.find(name).isEmpty())
                .sorted()
                .toList();
    }

    /** Calls a function; {@return its answer} */
    public Object call(String function, Object... arguments) {
        try {
            return handles.computeIfAbsent(function, this::link).invokeExact(arguments);
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a native function threw " + e, e);
        }
    }

    @SuppressWarnings("restricted")
    private MethodHandle link(String function) {
        String signature = signatures.get(function);
        if (signature == null) {
            throw new IllegalArgumentException("no signature for " + function);
        }
        MemoryLayout[] arguments =
                signature
                        .substring(2)
                        .chars()
                        .mapToObj(ForeignFunctions::layout)
                        .toArray(MemoryLayout[]::new);
        // Spread here, once: generic invocation makes the types of a call anew each time.
        return Linker.nativeLinker()
                .downcallHandle(
                        symbols.findOrThrow(function),
                        FunctionDescriptor.of(layout(signature.charAt(0)), arguments))
                .asSpreader(Object[].class, arguments.length)
                .asType(SPREAD);
    }

    private static MemoryLayout layout(int letter) {
        return switch (letter) {
            case 'L' -> ValueLayout.JAVA_LONG;
            case 'I' -> ValueLayout.JAVA_INT;
            case 'B' -> ValueLayout.JAVA_BYTE;
            case 'Z' -> ValueLayout.JAVA_BOOLEAN;
            case 'P' -> ValueLayout.ADDRESS;
            default -> throw new IllegalArgumentException("layout " + (char) letter);
        };
    }
}
