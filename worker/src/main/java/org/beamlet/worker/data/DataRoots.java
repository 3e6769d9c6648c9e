package org.beamlet.worker.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.beamlet.protocol.data.DataReference;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * Folders of this machine by the names under which tasks speak of them.
 *
 * @param folders absolute paths
 */
public record DataRoots(Map<String, Path> folders) {
    public DataRoots {
        folders = Map.copyOf(folders);
    }

    /** {@return roots as a block file names them} */
    public static DataRoots of(Map<String, String> folders) {
        return new DataRoots(
                folders.entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey, entry -> Path.of(entry.getValue()))));
    }

    /**
     * {@return the path that is meant, symbolic links resolved as far as it exists}
     *
     * @throws BeamletException with code ARGUMENTS_INVALID where it is none below its root
     */
    public Path resolve(DataReference reference) {
        Path root = folders.get(reference.root());
        if (root == null) {
            throw new BeamletException(
                    ErrorCode.ARGUMENTS_INVALID,
                    "'%s': this endpoint has no data root '%s'"
                            .formatted(reference, reference.root()),
                    folders.isEmpty()
                            ? "name it under `data:` in the endpoint's config.yaml"
                            : "use one of " + String.join(", ", new TreeSet<>(folders.keySet())));
        }
        try {
            Path real = root.toRealPath();
            Path wanted = resolved(real.resolve(reference.path()).normalize());
            if (!wanted.startsWith(real)) {
                throw new BeamletException(
                        ErrorCode.ARGUMENTS_INVALID,
                        "'%s' leads out of its data root through a symbolic link"
                                .formatted(reference),
                        "use a path that stays below it, or name another data root");
            }
            return wanted;
        } catch (IOException | InvalidPathException e) {
            throw new BeamletException(
                    ErrorCode.INPUT_NOT_FOUND,
                    "'%s' cannot be resolved: %s".formatted(reference, e.getMessage()),
                    "see that the folder of data root '%s' is there on the compute nodes"
                            .formatted(reference.root()),
                    e);
        }
    }

    /** What does not exist yet, such as an output, is looked at as far as it does. */
    private static Path resolved(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return path.toRealPath();
        }
        Path parent = path.getParent();
        return parent == null ? path : resolved(parent).resolve(path.getFileName());
    }
}
