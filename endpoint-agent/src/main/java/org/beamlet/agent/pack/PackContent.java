package org.beamlet.agent.pack;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an archive is to hold.
 *
 * @param files by their names in it
 * @param text of the file {@code classpath}; empty for none
 * @param links whether links stay links, rather than being what they lead to
 */
public record PackContent(SortedMap<String, Path> files, String text, boolean links) {
    static final String CLASS_PATH = "classpath";

    /** Of a JDK, what no program needs that runs on it. */
    private static final Set<String> NOT_RUN =
            Set.of("jmods", "include", "man", "demo", "sample", "legal", "src.zip", "lib/src.zip");

    /** Caches for JVMs that are set up in another way. */
    private static final String OTHER_CACHES = "lib/server/classes_";

    /**
     * {@return a Java runtime, the archives of a class path, and start caches}
     *
     * @param home of the Java
     * @param classPath without wildcards
     * @param caches by the programs that start from them
     */
    public static PackContent program(Path home, String classPath, Map<String, Path> caches)
            throws IOException {
        SortedMap<String, Path> files = new TreeMap<>();
        tree(home, Path.of("runtime"), true, files);
        List<Path> entries =
                Arrays.stream(classPath.split(File.pathSeparator, -1))
                        .map(entry -> Path.of(entry).toAbsolutePath().normalize())
                        .toList();
        // The JVM takes a start cache for class paths that differ in their beginning alone.
        Path common = common(entries);
        Path app = Path.of("app");
        StringBuilder list = new StringBuilder();
        for (Path entry : entries) {
            Path name = app.resolve(common.relativize(entry));
            if (Files.isDirectory(entry)) {
                tree(entry, name, true, files);
            } else if (Files.exists(entry)) {
                files.put(name.toString(), entry);
            }
            list.append(name).append('\n');
        }
        Path beside =
                app.resolve(common.relativize(entries.getFirst())).resolveSibling("start-caches");
        caches.forEach(
                (program, file) -> files.put(beside.resolve(program + ".aot").toString(), file));
        return new PackContent(files, list.toString(), false);
    }

    /** {@return a folder as it is} */
    public static PackContent folder(Path folder) throws IOException {
        SortedMap<String, Path> files = new TreeMap<>();
        tree(folder, Path.of("python"), false, files);
        return new PackContent(files, "", true);
    }

    private static Path common(List<Path> entries) {
        Path common = Optional.ofNullable(entries.getFirst().getParent()).orElse(Path.of("/"));
        for (Path entry : entries) {
            while (!entry.startsWith(common) || entry.equals(common)) {
                common = Optional.ofNullable(common.getParent()).orElse(Path.of("/"));
            }
        }
        return common;
    }

    private static void tree(Path from, Path name, boolean follow, SortedMap<String, Path> files)
            throws IOException {
        Files.walkFileTree(
                from,
                follow
                        ? EnumSet.of(FileVisitOption.FOLLOW_LINKS)
                        : EnumSet.noneOf(FileVisitOption.class),
                Integer.MAX_VALUE,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes is) {
                        return unwanted(folder)
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
                        if (!unwanted(file)
                                && (is.isRegularFile() || (is.isSymbolicLink() && !follow))) {
                            files.put(name.resolve(from.relativize(file)).toString(), file);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException why)
                            throws IOException {
                        // A link that leads nowhere, as distributions have for sources, or round.
                        if (Files.isSymbolicLink(file)) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw why;
                    }

                    private boolean unwanted(Path path) {
                        String inside = from.relativize(path).toString();
                        return follow
                                && (NOT_RUN.contains(inside) || inside.startsWith(OTHER_CACHES));
                    }
                });
    }

    boolean isLink(Path file) {
        return links && Files.isSymbolicLink(file);
    }

    /** {@return the same for the same files, without reading them} */
    String signs() throws IOException {
        StringBuilder signs = new StringBuilder("1\n").append(text);
        for (Map.Entry<String, Path> entry : files.entrySet()) {
            BasicFileAttributes is =
                    isLink(entry.getValue())
                            ? Files.readAttributes(
                                    entry.getValue(),
                                    BasicFileAttributes.class,
                                    LinkOption.NOFOLLOW_LINKS)
                            : Files.readAttributes(entry.getValue(), BasicFileAttributes.class);
            signs.append(entry.getKey()).append('\t').append(is.size()).append('\t');
            signs.append(is.lastModifiedTime().toMillis()).append('\n');
        }
        return signs.toString();
    }
}
