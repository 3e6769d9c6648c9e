package org.beamlet.cloud.objects;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * Content on its way in, in a file of its own: nobody sees it before it is whole, within bounds and
 * what its name says.
 */
final class Incoming implements AutoCloseable {
    private static final int PIECE = 64 * 1024;

    private final Path file;
    private final long size;

    private Incoming(Path file, long size) {
        this.file = file;
        this.size = size;
    }

    static Incoming read(Path folder, Sha256 expected, InputStream content, long largest) {
        try {
            Files.createDirectories(folder);
            Path file = Files.createTempFile(folder, "incoming", "");
            try {
                return new Incoming(file, copy(file, expected, content, largest));
            } catch (IOException | RuntimeException e) {
                Files.deleteIfExists(file);
                throw e;
            }
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.STORE_UNAVAILABLE,
                    "object %s was not received: %s".formatted(expected, e),
                    "send it again; if that fails too, check the free space of '%s'"
                            .formatted(folder),
                    e);
        }
    }

    private static long copy(Path file, Sha256 expected, InputStream content, long largest)
            throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] piece = new byte[PIECE];
        long size = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int count = content.read(piece); count >= 0; count = content.read(piece)) {
                size += count;
                if (size > largest) {
                    throw tooLarge(largest);
                }
                digest.update(piece, 0, count);
                out.write(piece, 0, count);
            }
        }
        Sha256 actual = Sha256.of(digest);
        if (!actual.equals(expected)) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "the content's SHA-256 is %s, not %s".formatted(actual, expected),
                    "compute it over the bytes that are sent, and send all of them");
        }
        return size;
    }

    static BeamletException tooLarge(long largest) {
        return new BeamletException(
                ErrorCode.ARTIFACT_TOO_LARGE,
                "the object has more than %d bytes".formatted(largest),
                "keep it on a file system that both sides see, or have beamlet.objects.largest"
                        + " raised");
    }

    Path file() {
        return file;
    }

    long size() {
        return size;
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // It is swept with the folder; what counts is that nobody takes it for an object.
        }
    }
}
