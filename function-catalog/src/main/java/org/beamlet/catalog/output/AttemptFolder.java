package org.beamlet.catalog.output;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * The folder in which one attempt of a task writes; closing it leaves nothing behind.
 *
 * <p>Files are written on the node's own storage, if it has some for this, else here. A file gets
 * its final name in one step, whole, and once it is on disk. A later attempt of the same task takes
 * the folders of earlier ones away: should one still run somewhere, it can publish nothing any
 * more, and what it had published in part is taken back, so that the files of two attempts never
 * mix.
 */
public final class AttemptFolder implements AutoCloseable {
    private static final int MOST_NAMES = 10_000;

    private final Path output;
    private final Path folder;
    private final Path place;
    private final int attempt;

    private AttemptFolder(Path output, Path folder, Path place, int attempt) {
        this.output = output;
        this.folder = folder;
        this.place = place;
        this.attempt = attempt;
    }

    /**
     * Makes the folder, and the output folder if need be.
     *
     * @throws org.beamlet.protocol.error.BeamletException with OUTPUT_NOT_WRITABLE or DISK_FULL, or
     *     TASK_LOST where a later attempt of the task writes there
     */
    public static AttemptFolder in(Path output, String taskId, int attempt) {
        String prefix = ".attempt-" + taskId.replaceAll("[^A-Za-z0-9_-]", "_") + "-";
        try {
            Files.createDirectories(output);
            for (Map.Entry<Integer, Path> other : attempts(output, prefix).entrySet()) {
                if (other.getKey() > attempt) {
                    throw superseded(output, attempt);
                }
                revoke(output, other.getValue());
            }
            Path folder = output.resolve(prefix + attempt);
            Files.createDirectory(folder);
            return new AttemptFolder(output, folder, NodeScratch.or(folder), attempt);
        } catch (IOException e) {
            throw OutputFailure.of(output, e);
        }
    }

    private static SortedMap<Integer, Path> attempts(Path output, String prefix)
            throws IOException {
        SortedMap<Integer, Path> found = new TreeMap<>(Comparator.reverseOrder());
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(output, prefix + "*")) {
            for (Path folder : folders) {
                String number = folder.getFileName().toString().substring(prefix.length());
                if (number.matches("\\d{1,9}")) {
                    found.put(Integer.parseInt(number), folder);
                }
            }
        }
        return found;
    }

    /** An attempt without its folder can publish nothing; what it published in part is undone. */
    private static void revoke(Path output, Path folder) throws IOException {
        Path away = output.resolve(".stale-" + UUID.randomUUID());
        try {
            Files.move(folder, away, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException _) {
            // It has just ended, and has published everything or nothing.
            return;
        }
        PublishedFiles.in(away).undo(output);
        removeTree(away);
    }

    private static BeamletException superseded(Path output, int attempt) {
        return new BeamletException(
                ErrorCode.TASK_LOST,
                "attempt %d of the task no longer writes to '%s'".formatted(attempt, output),
                "see what became of the later attempt");
    }

    /** {@return where to write a file before it is published} */
    public Path file(String name) {
        return place.resolve(name);
    }

    /**
     * Gives a file its final name.
     *
     * @param file one of this folder
     * @param stem the name's part before the dot; {@code _1}, {@code _2} … is added if it is taken
     * @param overwrite whether a file of that name is replaced instead
     * @return the final path
     */
    public Path publish(Path file, String stem, String extension, boolean overwrite) {
        Path target = named(file, stem, extension, overwrite);
        DurableFiles.name(output);
        return target;
    }

    private Path named(Path written, String stem, String extension, boolean overwrite) {
        try {
            Path file = DurableFiles.into(folder, written);
            Path wished = output.resolve(stem + extension);
            if (overwrite) {
                PublishedFiles.in(folder).note(file, wished);
                return Files.move(file, wished, StandardCopyOption.ATOMIC_MOVE);
            }
            for (int number = 0; number < MOST_NAMES; number++) {
                String name = number == 0 ? stem : stem + "_" + number;
                Path target = output.resolve(name + extension);
                if (take(file, target)) {
                    return target;
                }
            }
            throw new FileAlreadyExistsException(wished.toString());
        } catch (IOException e) {
            throw failed(output, e);
        }
    }

    /**
     * Tells why something of this attempt could not be written, and takes back what it published:
     * of an attempt that fails nothing stays.
     *
     * @param path what was written
     */
    public BeamletException failed(Path path, IOException cause) {
        if (Files.exists(folder)) {
            try {
                PublishedFiles.in(folder).undo(output);
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
            return path.startsWith(place) && !place.equals(folder)
                    ? NodeScratch.failure(path, cause)
                    : OutputFailure.of(path, cause);
        }
        return gone(cause);
    }

    /** {@return a failure to write, or that this folder is no longer there, which explains it} */
    public BeamletException explained(BeamletException failure) {
        return failure.code() != ErrorCode.OUTPUT_NOT_WRITABLE || Files.exists(folder)
                ? failure
                : gone(failure);
    }

    private BeamletException gone(Exception cause) {
        return Files.exists(output)
                ? superseded(output, attempt)
                : new BeamletException(
                        ErrorCode.OUTPUT_NOT_WRITABLE,
                        "the output folder '%s' was removed while it was written to"
                                .formatted(output),
                        "submit the task again, with an output that stays",
                        cause);
    }

    /** A hard link fails where the name is taken, also by somebody who is just as fast. */
    private boolean take(Path file, Path target) throws IOException {
        if (Files.exists(target)) {
            return false;
        }
        PublishedFiles.in(folder).note(file, target);
        try {
            Files.createLink(target, file);
            Files.delete(file);
        } catch (FileAlreadyExistsException _) {
            return false;
        } catch (NoSuchFileException e) {
            throw e;
        } catch (UnsupportedOperationException | IOException _) {
            // Some file systems have no links; there, the last of two at once would win.
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        }
        return true;
    }

    private static void removeTree(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> inside;
        try (Stream<Path> tree = Files.walk(folder)) {
            inside = tree.sorted((a, b) -> b.getNameCount() - a.getNameCount()).toList();
        }
        for (Path path : inside) {
            Files.deleteIfExists(path);
        }
    }

    @Override
    public void close() {
        try {
            removeTree(folder);
            removeTree(place);
        } catch (IOException e) {
            System.getLogger(AttemptFolder.class.getName())
                    .log(System.Logger.Level.WARNING, "folder={0} not removed: {1}", folder, e);
        }
    }
}
