package org.beamlet.client.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** The programs of a demo; none outlives it, however it ends. */
final class Children implements AutoCloseable {
    private final Path command;
    private final DemoFolder folder;
    private final Deque<ChildProgram> running = new ArrayDeque<>();
    private final Thread hook;
    private boolean stopped;
    private volatile boolean interrupted;

    /**
     * Prepares to start programs.
     *
     * @param command the command {@code beamlet} of this installation
     * @param afterwards runs once the programs are stopped because this process must end
     */
    Children(Path command, DemoFolder folder, Runnable afterwards) {
        this.command = command;
        this.folder = folder;
        this.hook =
                new Thread(
                        () -> {
                            interrupted = true;
                            stopAll();
                            afterwards.run();
                        },
                        "demo-ends");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Starts {@code beamlet} with these arguments; its output goes to a log of that name. */
    synchronized ChildProgram start(String name, String... arguments) {
        ChildProgram child = launch(name, folder.log(name), arguments);
        running.push(child);
        return child;
    }

    private ChildProgram launch(String name, Path log, String... arguments) {
        if (stopped) {
            throw new BeamletException(
                    ErrorCode.TASK_CANCELLED, "the demo was interrupted", "run it again");
        }
        List<String> line = new ArrayList<>(List.of(command.toString()));
        line.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(line)
                        .directory(folder.root().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        Map<String, String> variables = builder.environment();
        variables.put("BEAMLET_HOME", folder.home().toString());
        // The demo is a world of its own, whatever the user has set up besides.
        variables.keySet().removeAll(List.of("BEAMLET_TOKEN", "BEAMLET_URL"));
        try {
            builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            return new ChildProgram(
                    "beamlet " + String.join(" ", List.of(arguments).subList(0, 2)),
                    builder.start(),
                    log);
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.COMMAND_FAILED,
                    "%s cannot be started: %s".formatted(name, e.getMessage()),
                    "check the installation in " + command.getParent(),
                    new UncheckedIOException(e));
        }
    }

    /** {@return whether this process was told to end} */
    boolean interrupted() {
        return interrupted;
    }

    private synchronized void stopAll() {
        stopped = true;
        // The endpoint before the service that it talks to.
        while (!running.isEmpty()) {
            running.pop().stop();
        }
    }

    @Override
    public void close() {
        stopAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // It runs already.
        }
    }
}
