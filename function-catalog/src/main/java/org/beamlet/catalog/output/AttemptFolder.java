package org.beamlet.catalog.output;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder in which one attempt of a task writes; closing it leaves nothing behind.
 *
 * <p>A file gets its final name in one step and whole. A later attempt of the same task removes the
 * folders of earlier ones: should one still run somewhere, it can publish nothing any more.
 */
public final class AttemptFolder implements AutoCloseable {
    private static final int MOST_NAMES = 10_000;

    private final Path output;
    private final Path folder;

    private AttemptFolder(Path output, Path folder) {
        this.output = output;
        this.folder = folder;
    }

    /**
     * Makes the folder, and the output folder if need be.
     *
     * @throws org.beamlet.protocol.error.BeamletException with OUTPUT_NOT_WRITABLE or DISK_FULL
     */
    public static AttemptFolder in(Path output, String taskId, int attempt) {
        String task = taskId.replaceAll("[^A-Za-z0-9_-]", "_");
        try {
            Files.createDirectories(output);
            for (int earlier = 1; earlier <= attempt; earlier++) {
                removeTree(folder(output, task, earlier));
            }
            Path folder = folder(output, task, attempt);
            Files.createDirectory(folder);
            return new AttemptFolder(output, folder);
        } catch (IOException e) {
            throw OutputFailure.of(output, e);
        }
    }

    private static Path folder(Path output, String task, int attempt) {
        return output.resolve(".attempt-%s-%d".formatted(task, attempt));
    }

    /** {@return where to write a file before it is published} */
    public Path file(String name) {
        return folder.resolve(name);
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
        try {
            Path wished = output.resolve(stem + extension);
            if (overwrite) {
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
            throw OutputFailure.of(output, e);
        }
    }

    /** A hard link fails where the name is taken, also by somebody who is just as fast. */
    private static boolean take(Path file, Path target) throws IOException {
        if (Files.exists(target)) {
            return false;
        }
        try {
            Files.createLink(target, file);
            Files.delete(file);
        } catch (FileAlreadyExistsException _) {
            return false;
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
        } catch (IOException e) {
            System.getLogger(AttemptFolder.class.getName())
                    .log(System.Logger.Level.WARNING, "folder={0} not removed: {1}", folder, e);
        }
    }
}
