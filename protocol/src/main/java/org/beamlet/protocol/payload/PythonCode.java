package org.beamlet.protocol.payload;

import java.util.Set;

/** Functions that only Python can read. */
public final class PythonCode {
    /** The SDK's serializers of functions: code objects, source texts, and several of both. */
    private static final Set<String> METHODS =
            Set.of("01", "02", "03", "04", "10", "12", "sd", Serialized.SOURCE);

    private PythonCode() {}

    /**
     * {@return whether a function's buffer is of Python, and not the name of one of the catalog}
     */
    public static boolean is(String buffer) {
        return METHODS.contains(Serialized.parse(buffer).method())
                && FunctionCode.parse(buffer).isEmpty()
                && !UserFunction.isOne(buffer);
    }
}
