package org.beamlet.protocol.payload;

import java.util.Optional;
import java.util.regex.Pattern;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * A Java function of a user's, as it stands in the {@code function_code} of the wire.
 *
 * <p>The text names a JAR by its SHA-256 or holds the source, so the text's own hash pins what
 * runs. Other agents take the text for a Python function: called there, it says where it belongs.
 */
public sealed interface UserFunction {
    /** Longest source, in characters: it travels with every task. */
    int LARGEST_SOURCE = 256 * 1024;

    /** Bytes of the largest JAR. */
    long LARGEST_JAR = 256L * 1024 * 1024;

    JavaEntry entry();

    /**
     * A method of an uploaded JAR.
     *
     * @param sha256 under which the service has the JAR
     * @param size of the JAR in bytes
     */
    record Jar(String sha256, long size, JavaEntry entry) implements UserFunction {
        private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

        public Jar {
            if (!HEX.matcher(sha256).matches()) {
                throw UserFunctionText.invalid("artifact '%s' is no SHA-256".formatted(sha256));
            }
            if (size < 1 || size > LARGEST_JAR) {
                throw UserFunctionText.invalid(
                        "a JAR of %,d bytes; the most is %,d".formatted(size, LARGEST_JAR));
            }
        }
    }

    /**
     * A method of one source file, which the worker compiles.
     *
     * @param file its name, such as {@code Peaks.java}
     */
    record Source(String file, String text, JavaEntry entry) implements UserFunction {
        private static final Pattern FILE = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*\\.java");

        public Source {
            if (file.length() > 200 || !FILE.matcher(file).matches()) {
                throw UserFunctionText.invalid(
                        "'%s' does not name a Java source file".formatted(file));
            }
            if (text.length() > LARGEST_SOURCE) {
                throw new BeamletException(
                        ErrorCode.FUNCTION_TOO_LARGE,
                        "%s has %,d characters, the most is %,d"
                                .formatted(file, text.length(), LARGEST_SOURCE),
                        "build a JAR of it and register that with --jar");
            }
        }
    }

    /** {@return the packed buffer to register} */
    default String packed() {
        return Payloads.pack(new Serialized(Serialized.SOURCE, UserFunctionText.of(this)).text());
    }

    /** {@return whether a buffer (not packed) holds a function of this kind, well-formed or not} */
    static boolean isOne(String buffer) {
        return buffer.startsWith(Serialized.SOURCE + "\n")
                && UserFunctionText.json(buffer).isPresent();
    }

    /**
     * Reads one buffer (not packed); empty where it holds something else.
     *
     * @throws BeamletException with code PAYLOAD_INVALID where it is of this kind and malformed
     */
    static Optional<UserFunction> parse(String buffer) {
        return buffer.startsWith(Serialized.SOURCE + "\n")
                ? UserFunctionText.json(buffer).map(json -> UserFunctionText.read(json))
                : Optional.empty();
    }
}
