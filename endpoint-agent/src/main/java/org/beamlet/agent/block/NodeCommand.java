package org.beamlet.agent.block;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.providers.launcher.ShellWord;

/**
 * Shell text that starts a node manager.
 *
 * @param java the program
 * @param classPath of the worker
 * @param cache from which the JVM starts in half the time; the node managers make it
 */
public record NodeCommand(Path java, String classPath, Optional<Path> cache) {
    private static final String WILDCARD = File.separator + "*";

    private static final List<String> OPTIONS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-Xms16m",
                    "-Xmx512m",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    /** Without a cache. */
    public NodeCommand(Path java, String classPath) {
        this(java, classPath, Optional.empty());
    }

    /** {@return the command with this JVM's Java and the worker that it was told of} */
    public static NodeCommand ofThisInstallation() {
        String classPath =
                System.getProperty(
                        "beamlet.worker.classpath", System.getProperty("java.class.path", ""));
        if (classPath.isBlank()) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "the class path of the worker is not known",
                    "start the endpoint with `beamlet endpoint start`");
        }
        return new NodeCommand(Path.of(System.getProperty("java.home"), "bin", "java"), classPath);
    }

    /**
     * The same with a cache in the folder. The JVM looks by itself whether a cache fits its class
     * path; the name is another for each installation, so that a newer one makes its own.
     */
    public NodeCommand withCache(Path folder) {
        try {
            StringBuilder key = new StringBuilder(System.getProperty("java.vm.version"));
            OPTIONS.forEach(option -> key.append('\n').append(option));
            for (String entry : classPath.split(File.pathSeparator, -1)) {
                for (Path file : files(entry)) {
                    key.append('\n').append(file).append(' ').append(Files.size(file));
                    key.append(' ').append(Files.getLastModifiedTime(file).toMillis());
                }
            }
            UUID name = UUID.nameUUIDFromBytes(key.toString().getBytes(StandardCharsets.UTF_8));
            return new NodeCommand(
                    java,
                    classPath,
                    Optional.of(folder.resolve("node-manager-%s.aot".formatted(name))));
        } catch (IOException _) {
            // Whatever is missing there, the JVM will say so.
            return this;
        }
    }

    private static List<Path> files(String entry) throws IOException {
        if (!entry.endsWith(WILDCARD)) {
            return List.of(Path.of(entry));
        }
        try (Stream<Path> jars =
                Files.list(Path.of(entry.substring(0, entry.length() - WILDCARD.length())))) {
            return jars.sorted().toList();
        }
    }

    public String shell(Path blockFile) {
        List<String> words = new ArrayList<>();
        words.add(java.toString());
        words.addAll(OPTIONS);
        cache.ifPresent(file -> {
            if (Files.isReadable(file)) {
                words.add("-XX:AOTCache=" + file);
            }
            words.add("-Dbeamlet.start.cache=" + file);
        });
        words.add("-cp");
        words.add(classPath);
        words.add("org.beamlet.worker.manager.NodeManagerMain");
        words.add("--block-file");
        words.add(blockFile.toString());
        return "exec " + words.stream().map(ShellWord::of).collect(Collectors.joining(" "));
    }
}
