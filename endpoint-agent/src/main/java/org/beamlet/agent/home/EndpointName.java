package org.beamlet.agent.home;

import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.UuidText;
import org.jspecify.annotations.Nullable;

/** The local name of an endpoint, which is also its folder's. */
public record EndpointName(String value) {
    private static final int MAX_LENGTH = 128;

    public EndpointName {
        String fault = fault(value);
        if (fault != null) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "'%s' cannot name an endpoint: it %s".formatted(value, fault),
                    "use letters, digits, dash and underscore, such as beamline-8id");
        }
    }

    static Optional<EndpointName> ifValid(String text) {
        return fault(text) == null ? Optional.of(new EndpointName(text)) : Optional.empty();
    }

    private static @Nullable String fault(String name) {
        if (name.isEmpty()) {
            return "is empty";
        }
        if (name.length() > MAX_LENGTH) {
            return "is longer than %d characters".formatted(MAX_LENGTH);
        }
        if (name.startsWith(".")) {
            return "begins with a dot";
        }
        if (name.startsWith("-")) {
            return "begins with a dash";
        }
        if (UuidText.isUuid(name)) {
            return "looks like a UUID";
        }
        boolean bad =
                name.codePoints()
                        .anyMatch(c ->
                                Character.isWhitespace(c)
                                        || Character.isISOControl(c)
                                        || "'\"/\\".indexOf(c) >= 0);
        return bad ? "holds blanks, quotes or slashes" : null;
    }

    @Override
    public String toString() {
        return value;
    }
}
