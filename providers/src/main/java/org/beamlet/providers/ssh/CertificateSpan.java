package org.beamlet.providers.ssh;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;

/** From when until when a certificate of OpenSSH is good. */
record CertificateSpan(Instant from, Instant until) {
    private static final long LONGEST = 1L << 40;

    /**
     * Reads a file such as {@code id_ed25519-cert.pub}.
     *
     * @throws LinkFault if it holds no certificate
     */
    static CertificateSpan read(Path file) throws LinkFault {
        try {
            String[] words = Files.readString(file).strip().split("\\s+", 3);
            return parse(
                    ByteBuffer.wrap(Base64.getDecoder().decode(words.length < 2 ? "" : words[1])));
        } catch (IOException e) {
            throw LinkFault.login("the certificate %s cannot be read: %s".formatted(file, e));
        } catch (IllegalArgumentException | BufferUnderflowException _) {
            throw LinkFault.login("%s is no certificate of OpenSSH".formatted(file));
        }
    }

    /** The fields in front of the dates differ with the kind of key. */
    private static CertificateSpan parse(ByteBuffer blob) {
        String type = new String(next(blob), StandardCharsets.US_ASCII);
        int ofKey =
                switch (type.replaceFirst("-cert-v01@openssh\\.com$", "")) {
                    case "ssh-ed25519" -> 1;
                    case "ssh-rsa",
                            "ecdsa-sha2-nistp256",
                            "ecdsa-sha2-nistp384",
                            "ecdsa-sha2-nistp521" ->
                            2;
                    default -> throw new IllegalArgumentException(type);
                };
        for (int field = 0; field <= ofKey; field++) {
            var _ = next(blob);
        }
        var _ = blob.getLong();
        var _ = blob.getInt();
        var _ = next(blob);
        var _ = next(blob);
        return new CertificateSpan(instant(blob.getLong()), instant(blob.getLong()));
    }

    private static byte[] next(ByteBuffer blob) {
        int length = blob.getInt();
        if (length < 0 || length > blob.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] field = new byte[length];
        blob.get(field);
        return field;
    }

    /** All bits are set in a date that never comes. */
    private static Instant instant(long seconds) {
        return Instant.ofEpochSecond(seconds < 0 ? LONGEST : Math.min(seconds, LONGEST));
    }

    /**
     * Sees that it is good now.
     *
     * @throws LinkFault if it is not
     */
    void require(Path file, Instant now) throws LinkFault {
        if (now.isAfter(until)) {
            throw LinkFault.login(
                    "the certificate %s was good until %s; get a new one".formatted(file, until));
        }
        if (now.isBefore(from)) {
            throw LinkFault.login(
                    "the certificate %s is good from %s on; see the clock of this machine"
                            .formatted(file, from));
        }
    }
}
