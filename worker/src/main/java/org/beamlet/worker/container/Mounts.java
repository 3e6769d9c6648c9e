package org.beamlet.worker.container;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a worker in a container reads of its node, each at the place where it is. */
public final class Mounts {
    private static final int DEPTH = 3;

    private Mounts() {}

    /**
     * Gathers them.
     *
     * @param java home of the runtime
     * @param classPath of the worker
     * @param readable what the endpoint's configuration names
     * @return folders and files, none of them within another
     */
    public static List<Path> of(Path java, String classPath, List<String> readable) {
        Set<Path> all = new TreeSet<>();
        all.add(java.toAbsolutePath());
        all.addAll(linkedFrom(java.toAbsolutePath()));
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            Path path = Path.of(entry.replaceAll("/\\*$", "")).toAbsolutePath();
            all.add(Files.isDirectory(path) ? path : parent(path));
        }
        readable.forEach(one -> all.add(Path.of(one).toAbsolutePath()));
        List<Path> outermost = new ArrayList<>();
        for (Path one : all) {
            if (outermost.stream().noneMatch(one::startsWith)) {
                outermost.add(one);
            }
        }
        return List.copyOf(outermost);
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }

    /** Distributions keep the settings of a Java runtime elsewhere, and leave links to them. */
    private static Set<Path> linkedFrom(Path java) {
        Set<Path> targets = new TreeSet<>();
        try (Stream<Path> files = Files.walk(java, DEPTH)) {
            for (Path link : files.filter(Files::isSymbolicLink).toList()) {
                Path target = link.resolveSibling(Files.readSymbolicLink(link)).normalize();
                if (!target.startsWith(java) && Files.exists(target)) {
                    targets.add(target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return targets;
    }
}
