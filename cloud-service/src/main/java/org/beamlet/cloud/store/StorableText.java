package org.beamlet.cloud.store;

import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Text that every store can keep and every peer can encode. */
public final class StorableText {
    private StorableText() {}

    /**
     * Refuses U+0000, which PostgreSQL cannot keep, and halves of surrogate pairs, which UTF-8
     * cannot say.
     */
    public static void require(String name, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw refused(name, "U+0000", i);
            }
            if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw refused(name, "half of a surrogate pair", i);
            }
        }
    }

    private static BeamletException refused(String name, String what, int at) {
        return new BeamletException(
                ErrorCode.PAYLOAD_INVALID,
                "%s has %s at character %d".formatted(name, what, at),
                "escape it, as JSON with ASCII only does");
    }
}
