package org.beamlet.protocol.id;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * UUIDs of version 7 (RFC 9562): 48 bits of milliseconds, then 74 random bits. Rows that are made
 * together lie together in an index, where random keys would each rewrite a page of their own.
 */
final class TimeOrderedUuid {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final int TIME_SHIFT = 16;
    private static final long TWELVE_BITS = 0xFFFL;

    private TimeOrderedUuid() {}

    static UUID now() {
        long high =
                (System.currentTimeMillis() << TIME_SHIFT)
                        | VERSION
                        | (RANDOM.nextLong() & TWELVE_BITS);
        return new UUID(high, VARIANT | (RANDOM.nextLong() >>> 2));
    }
}
