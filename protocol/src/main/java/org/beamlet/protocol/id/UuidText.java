package org.beamlet.protocol.id;

import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Reads UUIDs strictly: {@link UUID#fromString} also takes shortened groups. */
public final class UuidText {
    private static final Pattern CANONICAL =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private UuidText() {}

    public static boolean isUuid(String text) {
        return text.length() == 36 && CANONICAL.matcher(text.toLowerCase(Locale.ROOT)).matches();
    }

    static UUID parse(String what, String text) {
        if (!isUuid(text)) {
            String shown = text.length() > 64 ? text.substring(0, 64) + "…" : text;
            throw new BeamletException(
                    ErrorCode.INVALID_UUID,
                    "'%s' is no id of %s %s"
                            .formatted(
                                    shown, "aeiou".indexOf(what.charAt(0)) >= 0 ? "an" : "a", what),
                    "give a UUID such as 0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69");
        }
        return UUID.fromString(text);
    }
}
