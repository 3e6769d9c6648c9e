package org.beamlet.agent.block;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.beamlet.agent.pack.Pack;
import org.beamlet.agent.pack.PackContent;
import org.beamlet.agent.pack.Packs;

/**
 * A pretended node: an installation whose Java tells how it was started, and a place of its own.
 */
final class NodeTrial {
    private final Path folder;
    private Pack pack;
    private Optional<Pack> python = Optional.empty();
    private Map<String, String> variables = Map.of();
    private List<String> places;

    /** What became of a start. */
    record Ran(int status, String said, String told) {}

    private NodeTrial(Path folder, Pack pack) {
        this.folder = folder;
        this.pack = pack;
        this.places = List.of(place().toString());
    }

    static NodeTrial in(Path folder) throws IOException {
        for (String one : List.of("place", "blocks", "work", "cache", "app")) {
            Files.createDirectories(folder.resolve(one));
        }
        Files.setPosixFilePermissions(
                folder.resolve("place"), PosixFilePermissions.fromString("rwxr-xr-x"));
        StoredCommand.write(folder.resolve("blocks"));
        Files.writeString(folder.resolve("app/worker.jar"), "worker");
        return new NodeTrial(folder, made(folder, "true"));
    }

    private static Pack made(Path folder, String does) throws IOException {
        Path java = folder.resolve("jdk/bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(
                java,
                """
                #!/bin/bash
                { echo "java=$0"; echo "$@"; env; } >> "$TOLD"
                work=$(echo "$@" | sed -n 's/.*-Dbeamlet.node.work=\\([^ ]*\\).*/\\1/p')
                %s
                exit 3
                """
                        .formatted(does));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new Packs(folder.resolve("cache"))
                .of(
                        "program",
                        PackContent.program(
                                folder.resolve("jdk"),
                                folder.resolve("app/worker.jar").toString(),
                                Map.of()));
    }

    /** Sets what the Java does besides. */
    void java(String does) throws IOException {
        pack = made(folder, does);
    }

    Path python() throws IOException {
        Path environment = Files.createDirectories(folder.resolve("env"));
        Files.createDirectories(environment.resolve("bin"));
        Files.createSymbolicLink(environment.resolve("bin/python"), Path.of("/usr/bin/python3"));
        python =
                Optional.of(
                        new Packs(folder.resolve("cache"))
                                .of("python", PackContent.folder(environment)));
        return environment;
    }

    void variables(Map<String, String> set) {
        variables = set;
    }

    void places(List<String> tried) {
        places = tried;
    }

    Path place() {
        return folder.resolve("place");
    }

    Path archive() {
        return folder.resolve("work");
    }

    Path blockFile() {
        return folder.resolve("blocks/block.json");
    }

    Path installed() {
        return folder.resolve("jdk/bin/java");
    }

    Pack pack() {
        return pack;
    }

    String user() {
        try {
            return Files.getAttribute(folder, "unix:uid").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(archive())) {
            return files.filter(file -> file.toString().endsWith(".tar.gz")).toList();
        }
    }

    Process start(String... more) throws IOException {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "/bin/bash",
                                folder.resolve("blocks/node-storage.sh").toString(),
                                "--block",
                                "block-1-ab",
                                "--manager",
                                blockFile().toString(),
                                "--java",
                                installed().toString(),
                                "--class-path",
                                folder.resolve("app/worker.jar").toString(),
                                "--make-cache",
                                folder.resolve("cache/manager.aot").toString(),
                                "--make-worker-cache",
                                folder.resolve("cache/w.aot").toString(),
                                "--pack",
                                pack.file().toString(),
                                "--free",
                                "1000",
                                "--keep",
                                "yes",
                                "--work",
                                "yes",
                                "--archive",
                                archive().toString()));
        places.forEach(one -> words.addAll(List.of("--place", one)));
        python.ifPresent(one -> {
            words.addAll(List.of("--python-pack", one.file().toString()));
            words.addAll(List.of("--python", folder.resolve("env").toString()));
        });
        words.addAll(List.of(more));
        words.addAll(List.of("--", "-XX:+Kept"));
        ProcessBuilder builder =
                new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("said").toFile());
        Map<String, String> environment = new HashMap<>(variables);
        environment.putIfAbsent("PATH", System.getenv("PATH"));
        environment.put("TOLD", folder.resolve("told").toString());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    Ran run(String... more) throws IOException, InterruptedException {
        Files.deleteIfExists(folder.resolve("told"));
        Process process = start(more);
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException("the script does not end: " + read("said"));
        }
        return new Ran(process.exitValue(), read("said"), read("told"));
    }

    private String read(String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Files.readString(file) : "";
    }

    static String list(Path archive) {
        return tar("-tzf", archive.toString());
    }

    static String content(Path archive, String name) {
        return tar("-xzOf", archive.toString(), name);
    }

    private static String tar(String... words) {
        List<String> command = new ArrayList<>(List.of("tar"));
        command.addAll(List.of(words));
        try {
            Process tar =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
