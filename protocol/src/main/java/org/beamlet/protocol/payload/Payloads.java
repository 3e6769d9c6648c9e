package org.beamlet.protocol.payload;

import java.util.ArrayList;
import java.util.List;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * Several serialized buffers in one text: for each its length, a line feed, and the buffer.
 *
 * <p>The length counts Unicode code points, as Python's {@code len} does: neither bytes nor Java's
 * UTF-16 units. Packed texts can therefore be joined by plain concatenation.
 */
public final class Payloads {
    /** Digits of the longest length that is accepted; guards against absurd headers. */
    private static final int MAX_LENGTH_DIGITS = 10;

    private Payloads() {}

    public static String pack(String... buffers) {
        return pack(List.of(buffers));
    }

    public static String pack(List<String> buffers) {
        StringBuilder packed = new StringBuilder();
        for (String buffer : buffers) {
            packed.append(buffer.codePointCount(0, buffer.length())).append('\n').append(buffer);
        }
        return packed.toString();
    }

    /**
     * Takes a packed text apart.
     *
     * @throws BeamletException with code PAYLOAD_INVALID if a length is missing, not a number, or
     *     larger than what follows
     */
    public static List<String> unpack(String packed) {
        List<String> buffers = new ArrayList<>();
        int at = 0;
        while (at < packed.length()) {
            int newline = packed.indexOf('\n', at);
            if (newline < 0 || newline == at || newline - at > MAX_LENGTH_DIGITS) {
                throw invalid("no length at character " + at);
            }
            int length = length(packed, at, newline);
            int start = newline + 1;
            int end;
            try {
                end = packed.offsetByCodePoints(start, length);
            } catch (IndexOutOfBoundsException e) {
                throw invalid("the buffer at character %d is cut short".formatted(start));
            }
            buffers.add(packed.substring(start, end));
            at = end;
        }
        return List.copyOf(buffers);
    }

    /** {@return the first buffer of a packed text; the others are not looked at} */
    public static String first(String packed) {
        int newline = packed.indexOf('\n');
        if (newline <= 0 || newline > MAX_LENGTH_DIGITS) {
            throw invalid("no length at character 0");
        }
        int length = length(packed, 0, newline);
        try {
            return packed.substring(newline + 1, packed.offsetByCodePoints(newline + 1, length));
        } catch (IndexOutOfBoundsException e) {
            throw invalid("the buffer at character %d is cut short".formatted(newline + 1));
        }
    }

    private static int length(String packed, int from, int to) {
        for (int i = from; i < to; i++) {
            if (packed.charAt(i) < '0' || packed.charAt(i) > '9') {
                throw invalid("no length at character " + from);
            }
        }
        long length = Long.parseLong(packed, from, to, 10);
        if (length > packed.length()) {
            throw invalid("the buffer at character %d is cut short".formatted(to + 1));
        }
        return (int) length;
    }

    private static BeamletException invalid(String why) {
        return new BeamletException(
                ErrorCode.PAYLOAD_INVALID,
                "payload is not a packed buffer: " + why,
                "submit payloads made by the SDK or by BeamletClient");
    }
}
