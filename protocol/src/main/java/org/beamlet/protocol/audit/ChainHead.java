package org.beamlet.protocol.audit;

import java.util.regex.Pattern;

/**
 * The newest entry of a chain.
 *
 * @param seq its number, from 1; 0 where there is none yet
 * @param hash of it, 64 hexadecimal digits; zeros where there is none yet
 */
public record ChainHead(long seq, String hash) {
    // Before START, which is checked against it.
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /** Before the first entry. */
    public static final ChainHead START = new ChainHead(0, "0".repeat(64));

    public ChainHead {
        if (seq < 0 || !HASH.matcher(hash).matches()) {
            throw new IllegalArgumentException("no head of a chain: %d %s".formatted(seq, hash));
        }
    }
}
