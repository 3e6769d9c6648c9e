package org.beamlet.client.command;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.home.PrivateFile;
import org.jspecify.annotations.Nullable;

/** Starts the forwarder once more, behind, and waits until programs can call it. */
record DetachedConnect(Environment environment, ConnectSession session) {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration STEP = Duration.ofMillis(50);

    void start(URI service, int port, @Nullable Path ca) throws InterruptedException {
        PrivateFile.folder(session.folder());
        PrivateFile.write(session.log(), "");
        Path ready = session.folder().resolve("ready.json");
        PrivateFile.remove(ready);
        try {
            Process process = launch(command(service, port, ca, ready));
            awaitReady(process, ready);
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.COMMAND_FAILED,
                    "the forwarder cannot be started behind: " + e.getMessage(),
                    "start it without --detach",
                    e);
        }
        PrivateFile.remove(ready);
        said().forEach(environment.terminal().out()::println);
        environment.terminal().err().println("log: " + session.log());
    }

    private List<String> command(URI service, int port, @Nullable Path ca, Path ready) {
        List<String> command = new ArrayList<>();
        // A session of its own: a closed terminal does not end it.
        command.add("setsid");
        command.add(environment.app().resolve("beamlet").toString());
        command.addAll(List.of("connect", service.toString(), "--port", Integer.toString(port)));
        command.addAll(List.of("--ready-file", ready.toString()));
        if (ca != null) {
            command.addAll(List.of("--ca", ca.toString()));
        }
        return command;
    }

    private Process launch(List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(session.log().toFile()))
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().put("BEAMLET_HOME", environment.home().root().toString());
        return builder.start();
    }

    private void awaitReady(Process process, Path ready) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!Files.exists(ready)) {
            if (!process.isAlive()) {
                throw ended(process.exitValue());
            }
            if (System.nanoTime() > deadline) {
                process.destroy();
                throw new BeamletException(
                        ErrorCode.COMMAND_FAILED,
                        "the forwarder was not ready within %d s".formatted(LIMIT.toSeconds()),
                        "see " + session.log());
            }
            Thread.sleep(STEP);
        }
    }

    /** Repeats what it said before it ended. */
    private BeamletException ended(int status) {
        String text =
                said().stream()
                        .filter(line -> line.startsWith("error: "))
                        .map(line -> line.substring("error: ".length()))
                        .reduce((_, last) -> last)
                        .orElse("it ended with exit status %d; see the log".formatted(status));
        int joint = text.indexOf("; ");
        return new BeamletException(
                switch (status) {
                    case ExitCode.USAGE -> ErrorCode.USAGE;
                    case ExitCode.UNREACHABLE -> ErrorCode.SERVICE_UNREACHABLE;
                    default -> ErrorCode.COMMAND_FAILED;
                },
                joint < 0 ? text : text.substring(0, joint),
                joint < 0 ? "see " + session.log() : text.substring(joint + 2));
    }

    private List<String> said() {
        try {
            return Files.readAllLines(session.log(), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return List.of();
        }
    }
}
