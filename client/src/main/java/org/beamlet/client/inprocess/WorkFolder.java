package org.beamlet.client.inprocess;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Where workers run.
 *
 * @param own whether it is removed in the end
 */
record WorkFolder(Path path, boolean own) {
    private static final Logger LOG = System.getLogger(WorkFolder.class.getName());

    static WorkFolder of(Optional<Path> given) {
        try {
            if (given.isPresent()) {
                return new WorkFolder(Files.createDirectories(given.get()).toAbsolutePath(), false);
            }
            Path made = Files.createTempDirectory("beamlet-in-process-");
            // A program that is interrupted closes nothing; by then the folder is mostly empty.
            made.toFile().deleteOnExit();
            return new WorkFolder(made, true);
        } catch (IOException e) {
            throw failed("cannot be made", e);
        }
    }

    void removeOwn() {
        if (own && Files.exists(path)) {
            try {
                remove();
            } catch (IOException e) {
                throw failed(path + " cannot be removed", e);
            }
        }
    }

    void tryToRemoveOwn() {
        try {
            removeOwn();
        } catch (BeamletException e) {
            LOG.log(Level.DEBUG, e.getMessage());
        }
    }

    private static BeamletException failed(String what, IOException e) {
        return new BeamletException(
                ErrorCode.OUTPUT_NOT_WRITABLE,
                "the working folder of the in-process endpoint %s: %s".formatted(what, e),
                "see that the folder for temporary files is writable and has room",
                e);
    }

    private void remove() throws IOException {
        Path _ =
                Files.walkFileTree(
                        path,
                        new SimpleFileVisitor<>() {
                            @Override
                            public FileVisitResult visitFile(Path file, BasicFileAttributes its)
                                    throws IOException {
                                Files.delete(file);
                                return FileVisitResult.CONTINUE;
                            }

                            @Override
                            public FileVisitResult postVisitDirectory(
                                    Path folder, @Nullable IOException fault) throws IOException {
                                Files.delete(folder);
                                return FileVisitResult.CONTINUE;
                            }
                        });
    }
}
