package org.beamlet.protocol.payload;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a catalog function stands in the {@code function_code} of the wire. */
public record FunctionCode(String name, String version) {
    private static final Pattern CATALOG =
            Pattern.compile("[A-Za-z_]\\w*:java:catalog:([a-z0-9_.-]+)@([0-9A-Za-z.+-]+)");

    private static final int SHORT = 512;

    /** The last that was read: most of a campaign's tasks are of one function. */
    private static volatile @Nullable Known last;

    private record Known(String buffer, FunctionCode code) {}

    /** {@return the packed buffer to register} */
    public String packed() {
        // The text before the colon must be a Python identifier: other readers take it for a name.
        String identifier = name.replaceAll("\\W", "_");
        return Payloads.pack(
                new Serialized(
                                Serialized.SOURCE,
                                "%s:java:catalog:%s@%s".formatted(identifier, name, version))
                        .text());
    }

    /** Reads one buffer (not packed); empty where it holds some other language's code. */
    public static Optional<FunctionCode> parse(String buffer) {
        Known known = last;
        if (known != null && known.buffer().equals(buffer)) {
            return Optional.of(known.code());
        }
        Serialized code = Serialized.parse(buffer);
        if (!code.method().equals(Serialized.SOURCE)) {
            return Optional.empty();
        }
        Matcher matcher = CATALOG.matcher(code.payload());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        FunctionCode read = new FunctionCode(matcher.group(1), matcher.group(2));
        if (buffer.length() <= SHORT) {
            last = new Known(buffer, read);
        }
        return Optional.of(read);
    }
}
