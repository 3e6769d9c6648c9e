package org.beamlet.worker.execution;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.payload.ResultReference;
import org.beamlet.worker.task.WorkerTask;

/**
 * Puts results that are too large for a message into files, from where a node manager brings them
 * to the agent.
 *
 * @param folder where they lie until then
 */
record LargeResults(Path folder) {

    /** {@return what stands for the result in the message} */
    String putAside(WorkerTask task, String result) {
        byte[] bytes = result.getBytes(StandardCharsets.UTF_8);
        Path file =
                folder.toAbsolutePath()
                        .resolve("%s.%d.result".formatted(task.taskId(), task.attempt()));
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.deleteIfExists(part);
            try (FileChannel out =
                    FileChannel.open(
                            part,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                    out.write(left);
                }
                // An agent of an earlier version reads it on another host, long after this one is
                // gone.
                out.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.DISK_FULL,
                    "the result of %,d bytes cannot be written to %s: %s"
                            .formatted(bytes.length, file, e.getMessage()),
                    "free space there",
                    e);
        }
        return new ResultReference(sha256(bytes), bytes.length, file.toString()).text();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "this Java runtime has no SHA-256",
                    "use an unmodified JDK 25",
                    e);
        }
    }
}
