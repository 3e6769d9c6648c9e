package org.beamlet.cloud.objects;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** The name of an object: the SHA-256 of its content, 64 hexadecimal digits in lower case. */
public record Sha256(String hex) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    public Sha256 {
        if (!HEX.matcher(hex).matches()) {
            throw new BeamletException(
                    ErrorCode.REQUEST_MALFORMED,
                    "'%s' is not a SHA-256".formatted(hex),
                    "use 64 hexadecimal digits in lower case, as sha256sum prints");
        }
    }

    static Sha256 of(MessageDigest digest) {
        return new Sha256(HexFormat.of().formatHex(digest.digest()));
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "this Java runtime has no SHA-256",
                    "use an unmodified JDK 25",
                    e);
        }
    }

    @Override
    public String toString() {
        return hex;
    }
}
