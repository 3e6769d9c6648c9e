package org.beamlet.protocol.id;

import java.util.HexFormat;
import java.util.UUID;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Reads UUIDs strictly: {@link UUID#fromString} also takes shortened groups. */
public final class UuidText {
    private static final int LENGTH = 36;

    private UuidText() {}

    /** By hand: every task and every outcome is asked for its ids. */
    public static boolean isUuid(String text) {
        if (text.length() != LENGTH) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            char one = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? one != '-' : !HexFormat.isHexDigit(one)) {
                return false;
            }
        }
        return true;
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
