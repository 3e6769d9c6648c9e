package org.beamlet.cloud.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** What proves that a caller may read the data folder, and so may do as its owner does. */
public final class AdminSecret {
    private static final int SECRET_BYTES = 32;

    private final String text;

    private AdminSecret(String text) {
        this.text = text;
    }

    /** Reads the secret, making it first where there is none. */
    public static AdminSecret in(Path file) {
        byte[] fresh = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(fresh);
        SecretFile.writeOnce(file, Base64.getUrlEncoder().withoutPadding().encodeToString(fresh));
        try {
            String text = Files.readString(file).strip();
            if (text.isEmpty()) {
                throw new IOException("the file is empty");
            }
            return new AdminSecret(text);
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "the secret in '%s' cannot be read: %s".formatted(file, e.getMessage()),
                    "run the command as the user who started the service; if the file is damaged,"
                            + " delete it while the service is stopped",
                    e);
        }
    }

    /** Takes as long for a near miss as for any other wrong text. */
    public boolean matches(String candidate) {
        return MessageDigest.isEqual(
                text.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return the text to send; a secret} */
    public String reveal() {
        return text;
    }
}
