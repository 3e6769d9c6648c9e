package org.beamlet.worker.slot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The command line of a process that runs Python functions. */
final class PythonCommand {
    private static final String PROGRAM = "/org/beamlet/worker/python/worker.py";
    private static final String FILE = "python-worker.py";

    private final Path folder;
    private boolean written;

    PythonCommand(Path folder) {
        this.folder = folder;
    }

    /** Puts the program down where the process finds it, once. */
    synchronized List<String> of() throws IOException {
        Path file = folder.toAbsolutePath().resolve(FILE);
        if (!written) {
            write(file);
            written = true;
        }
        return List.of(interpreter(), "-u", file.toString());
    }

    /** {@return the interpreter that the block's environment names, else the first python3} */
    static String interpreter() {
        return Optional.ofNullable(System.getenv("BEAMLET_PYTHON")).orElse("python3");
    }

    /** Under another name first: another manager may be starting one from the same folder. */
    private void write(Path file) throws IOException {
        Files.createDirectories(folder);
        Path made =
                Files.createTempFile(
                        folder,
                        FILE,
                        ".new",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try (InputStream program =
                Objects.requireNonNull(PythonCommand.class.getResourceAsStream(PROGRAM))) {
            Files.write(made, program.readAllBytes(), StandardOpenOption.TRUNCATE_EXISTING);
        }
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
