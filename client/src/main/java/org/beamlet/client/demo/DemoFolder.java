package org.beamlet.client.demo;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The folder of one demo: a user's folder of its own, logs, and the results that stay. */
record DemoFolder(Path root) {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS");

    /** Creates a folder that only its owner can read. */
    static DemoFolder create(Path parent) {
        Path root = parent.resolve(LocalDateTime.now(ZoneId.systemDefault()).format(STAMP));
        try {
            Files.createDirectories(root);
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
            DemoFolder folder = new DemoFolder(root);
            Files.createDirectory(folder.home());
            Files.createDirectory(folder.logs());
            Files.createDirectory(folder.results());
            return folder;
        } catch (IOException e) {
            throw unwritable(root, e);
        }
    }

    Path home() {
        return root.resolve("home");
    }

    Path cloudData() {
        return home().resolve("cloud");
    }

    Path logs() {
        return root.resolve("logs");
    }

    Path log(String program) {
        return logs().resolve(program + ".log");
    }

    Path results() {
        return root.resolve("results");
    }

    Path readyFile(String program) {
        return home().resolve(program + ".ready");
    }

    /** Leaves the token where the endpoint's commands look for it. */
    void writeToken(String token) {
        Path file = home().resolve("token");
        try {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, token + "\n");
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** Brings the logs that the programs keep themselves to the others; they say most. */
    List<Path> gatherLogs() {
        copy(cloudData().resolve("service.log"), log("service"));
        copy(home().resolve("endpoints").resolve("demo").resolve("agent.log"), log("agent"));
        try (Stream<Path> all = Files.list(logs())) {
            return all.sorted().toList();
        } catch (IOException _) {
            return List.of();
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException _) {
            // The program did not get so far.
        }
    }

    /** Removes what has served its purpose; the results stay, the logs where they are needed. */
    void tidy(boolean keepLogs) {
        remove(home());
        if (!keepLogs) {
            remove(logs());
        }
        // Empty folders say nothing.
        for (Path folder : List.of(logs(), results(), root)) {
            removeIfEmpty(folder);
        }
    }

    private static void removeIfEmpty(Path folder) {
        try {
            if (Files.isDirectory(folder) && isEmpty(folder)) {
                Files.delete(folder);
            }
        } catch (IOException _) {
            // Nothing depends on it.
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private static void remove(Path folder) {
        try {
            Files.walkFileTree(folder, new Removal());
        } catch (IOException _) {
            // As for each file of it.
        }
    }

    private static BeamletException unwritable(Path file, IOException cause) {
        return new BeamletException(
                ErrorCode.OUTPUT_NOT_WRITABLE,
                "%s cannot be written: %s".formatted(file, cause.getMessage()),
                "set BEAMLET_HOME to a folder that can",
                cause);
    }

    /** Takes what it can: another thread or a program that ends may take the same. */
    private static final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            return remove(file);
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
            return remove(folder);
        }

        private static FileVisitResult remove(Path path) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException _) {
                // A leftover is a nuisance, not a failure.
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
