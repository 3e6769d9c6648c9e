package org.beamlet.worker.manager;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** A node manager as a process, with programs of the site that are played by scripts. */
final class ManagerProgram implements AutoCloseable {
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> options = new ArrayList<>();
    private @Nullable Process process;

    ManagerProgram(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(programs());
        environment.put("PATH", programs() + ":" + System.getenv("PATH"));
    }

    Path programs() {
        return folder.resolve("programs");
    }

    /** What a script has written beside itself; empty before it has. */
    List<String> notes(String name) {
        try {
            Path file = programs().resolve(name);
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    void program(String name, String script) throws IOException {
        Path file = Files.writeString(programs().resolve(name), script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    void variable(String name, String value) {
        environment.put(name, value);
    }

    /** Of the manager's JVM. */
    void options(String... more) {
        options.addAll(List.of(more));
    }

    Process process() {
        return Objects.requireNonNull(process);
    }

    void start(int port, int slots, Consumer<ObjectNode> more) throws IOException {
        ObjectNode block = Json.NODES.objectNode();
        block.put("block_id", "block-1").put("slots", slots).put("prefetch", 4).put("secret", "x");
        block.put("work_dir", folder.resolve("work").toString());
        block.putArray("agents").add("127.0.0.1:" + port);
        block.putArray("worker_java_options").add("-Xmx64m");
        more.accept(block);
        Path file = Files.writeString(folder.resolve("block.json"), Json.write(block));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(NodeManagerMain.class.getName(), "--block-file", file.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log().toFile());
        builder.environment().putAll(environment);
        process = builder.start();
    }

    Path log() {
        return folder.resolve("manager.log");
    }

    @Override
    public void close() {
        Process started = process;
        if (started != null) {
            started.destroy();
            started.onExit().join();
        }
    }
}
