package org.beamlet.catalog.hdf5;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Brings a library that lies inside a JAR to a file from which the system can load it. */
@SuppressWarnings("ArrayRecordComponent") // Held for its content, never compared.
record NativeLibraryFile(String name, byte[] content) {
    /** Reads libhdf5 for this platform from the class path. */
    static NativeLibraryFile ofThisPlatform() {
        String platform = platform();
        String resource = "/org/bytedeco/hdf5/%s/libhdf5.so.310".formatted(platform);
        try (InputStream in = NativeLibraryFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new BeamletException(
                        ErrorCode.INSTALLATION_INCOMPLETE,
                        "no HDF5 library for %s on the class path (%s)"
                                .formatted(platform, resource),
                        "install Beamlet's bundle for this platform or name a libhdf5 1.14 with"
                                + " -Dbeamlet.hdf5.library=FILE");
            }
            return new NativeLibraryFile("libhdf5", in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String platform() {
        String system = System.getProperty("os.name", "");
        String machine = System.getProperty("os.arch", "");
        return "%s-%s"
                .formatted(
                        system.startsWith("Linux") ? "linux" : system.replace(' ', '_'),
                        switch (machine) {
                            case "amd64" -> "x86_64";
                            case "aarch64" -> "arm64";
                            default -> machine;
                        });
    }

    /** Puts the library into a folder, or finds it there; the name is that of its content. */
    Path placeIn(Path folder) throws IOException {
        Files.createDirectories(folder);
        // Refused where the folder is not ours: what lies in it is loaded as code.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Path file = folder.resolve("%s-%s.so".formatted(name, fingerprint(content)));
        if (!Files.isRegularFile(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
            write(file);
        }
        return file;
    }

    private void write(Path file) throws IOException {
        Path part = Files.createTempFile(file.getParent(), "part", null);
        try {
            Files.write(part, content);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException(file.getParent() + " has no atomic rename", e);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static String fingerprint(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(hash, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
