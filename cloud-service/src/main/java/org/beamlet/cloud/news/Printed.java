package org.beamlet.cloud.news;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A part of a stream.
 *
 * @param first the offset of the first byte
 * @param atMs when the last of it arrived
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a copy of a megabyte for nothing.
public record Printed(String stream, long first, long atMs, byte[] bytes) {
    /** {@return the offset behind the last byte} */
    public long end() {
        return first + bytes.length;
    }

    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** {@return what of it is not before an offset} */
    Printed since(long from) {
        return from <= first
                ? this
                : new Printed(
                        stream,
                        from,
                        atMs,
                        Arrays.copyOfRange(
                                bytes, (int) Math.min(bytes.length, from - first), bytes.length));
    }
}
