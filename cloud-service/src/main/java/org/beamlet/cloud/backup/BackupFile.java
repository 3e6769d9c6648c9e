package org.beamlet.cloud.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** A backup on disk: one archive that its owner alone may read, with the folder's own names. */
public final class BackupFile {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private BackupFile() {}

    /** Packs folders and files, by their paths below {@code base}; whole or not at all. */
    static void write(Path file, Path base, List<Path> content) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            Path fresh = Files.createTempFile(folder, "backup", ".part", OWNER_ONLY);
            try {
                try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(fresh))) {
                    zip.setLevel(Deflater.BEST_SPEED);
                    for (Path part : content) {
                        addAll(zip, base, part);
                    }
                }
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.OUTPUT_NOT_WRITABLE,
                    "the backup '%s' cannot be written: %s".formatted(file, e),
                    "name a file in a folder that the service may write to and that has room",
                    e);
        }
    }

    /** Writes a backup of a service that does not run, and cannot meanwhile. */
    public static void ofStopped(Path file, Path data) {
        write(
                file,
                data,
                Stream.of("store", "broker", "objects", "admin.secret")
                        .map(data::resolve)
                        .toList());
    }

    private static void addAll(ZipOutputStream zip, Path base, Path part) throws IOException {
        if (!Files.exists(part)) {
            return;
        }
        try (Stream<Path> files = Files.walk(part)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(base.relativize(file).toString()));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
    }

    /** Unpacks a backup into a folder that is empty or absent. */
    public static void restore(Path file, Path folder) {
        try {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> inside = Files.list(folder)) {
                    if (inside.findAny().isPresent()) {
                        throw new BeamletException(
                                ErrorCode.USAGE,
                                "the data folder '%s' is not empty".formatted(folder),
                                "move it away, or name another with --data");
                    }
                }
            }
            Files.createDirectories(folder, OWNER_FOLDER);
            try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
                int count = 0;
                for (ZipEntry entry = zip.getNextEntry();
                        entry != null;
                        entry = zip.getNextEntry()) {
                    unpack(zip, folder, entry.getName());
                    count++;
                }
                if (count == 0) {
                    throw new IOException("it is not a backup");
                }
            }
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "the backup '%s' cannot be restored: %s".formatted(file, e.getMessage()),
                    "name a file that `beamlet cloud backup` has written",
                    e);
        }
    }

    private static void unpack(InputStream in, Path folder, String name) throws IOException {
        Path target = folder.resolve(name).normalize();
        if (!target.startsWith(folder.normalize())) {
            throw new IOException("it has a part outside of the folder: " + name);
        }
        Files.createDirectories(target.getParent(), OWNER_FOLDER);
        Files.createFile(target, OWNER_ONLY);
        try (OutputStream out = Files.newOutputStream(target)) {
            in.transferTo(out);
        }
    }
}
