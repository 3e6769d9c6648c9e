package org.beamlet.agent.registration;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * Sends an object to the service's store and fetches it. It is always the same, so that the store
 * keeps it once however often this is tried.
 */
public final class ObjectTrial {
    private static final int BYTES = 64 * 1024;

    private ObjectTrial() {}

    /**
     * Tries it.
     *
     * @param folder for the file that is sent
     * @return its bytes
     * @throws BeamletException with what stood in the way
     */
    public static int run(ServiceClient service, Path folder) throws IOException {
        byte[] content =
                "beamlet endpoint check\n"
                        .repeat(BYTES / 20)
                        .substring(0, BYTES)
                        .getBytes(StandardCharsets.US_ASCII);
        String path = "/beamlet/v1/artifacts/" + sha256(content);
        Path file = Files.createTempFile(folder, "check-", ".object");
        try {
            Files.write(file, content);
            service.put(path, file);
        } finally {
            Files.delete(file);
        }
        ByteArrayOutputStream back = new ByteArrayOutputStream();
        service.get(path, back, BYTES);
        if (!Arrays.equals(content, back.toByteArray())) {
            throw new BeamletException(
                    ErrorCode.SERVICE_UNREACHABLE,
                    "an object came back from the store with other content",
                    "ask who runs the proxy whether it changes what passes through");
        }
        return BYTES;
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "this Java has no SHA-256",
                    "install a complete JDK 25",
                    e);
        }
    }
}
