package org.beamlet.agent.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.HostName;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.agent.home.ServiceAddress;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Starts this program once more, behind, and waits until it is online.
 *
 * @param readyFile that the caller wants as well
 */
record DetachedStart(
        EndpointFolder folder,
        ServiceAddress service,
        @Nullable Path readyFile,
        boolean othersAsMe,
        boolean asRoot,
        boolean debug) {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration STEP = Duration.ofMillis(50);

    EndpointId run() throws IOException, InterruptedException {
        // Hosts that share the folder may do so at the same time.
        String start = "%s-%d".formatted(HostName.of(), ProcessHandle.current().pid());
        Path ready = folder.path().resolve("ready-" + start + ".json");
        Path output = folder.path().resolve("agent-" + start + ".out");
        try {
            return run(ready, output);
        } finally {
            Files.deleteIfExists(ready);
            // From here on it writes to its log; what it still says on its output is kept there.
            if (Files.exists(output)) {
                Files.move(
                        output,
                        folder.path().resolve("agent.out"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private EndpointId run(Path ready, Path output) throws IOException, InterruptedException {
        PrivateFiles.write(output, "");
        Process agent = start(ready, output);
        Duration limit = limit();
        long deadline = System.nanoTime() + limit.toNanos();
        while (!Files.exists(ready)) {
            if (!agent.isAlive()) {
                throw ended(agent.exitValue(), output);
            }
            if (System.nanoTime() > deadline) {
                agent.destroy();
                throw new BeamletException(
                        ErrorCode.SERVICE_UNREACHABLE,
                        "endpoint '%s' was not online within %d s"
                                .formatted(folder.name(), limit.toSeconds()),
                        "see " + folder.log());
            }
            Thread.sleep(STEP);
        }
        String text = Files.readString(ready);
        if (readyFile != null) {
            PrivateFiles.write(readyFile.toAbsolutePath(), text);
        }
        JsonNode told = Json.read(text);
        return EndpointId.parse(told.path("endpoint_id").asText(""));
    }

    /** Whatever an {@code endpoint_setup} prepares comes before the agent is online. */
    private Duration limit() {
        boolean setup =
                Startable.read(folder) instanceof Startable.Agent(EndpointConfig config)
                        && config.hooks().setup().isPresent();
        return setup ? LIMIT.plus(Hook.SETUP_LIMIT) : LIMIT;
    }

    private Process start(Path ready, Path output) throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(OwnCommand.java());
        command.addAll(List.of("start", folder.name().value(), "--url", service.url().toString()));
        command.addAll(List.of("--ready-file", ready.toString()));
        if (othersAsMe) {
            command.add("--run-others-as-me");
        }
        if (asRoot) {
            command.add("--as-root");
        }
        if (debug) {
            command.add("--debug");
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(folder.path().toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    /** Repeats what the agent said before it ended. */
    private BeamletException ended(int status, Path output) throws IOException {
        String said =
                Files.readString(output, StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.startsWith("error: "))
                        .map(line -> line.substring("error: ".length()))
                        .reduce((_, last) -> last)
                        .orElse(
                                "it ended with exit status "
                                        + status
                                        + "; see "
                                        + folder.path().resolve("agent.out"));
        int remedy = said.lastIndexOf("; ");
        return new BeamletException(
                switch (status) {
                    case 2 -> ErrorCode.USAGE;
                    case 3 -> ErrorCode.SERVICE_UNREACHABLE;
                    case StartCommand.SERVED -> ErrorCode.ALREADY_RUNNING;
                    default -> ErrorCode.COMMAND_FAILED;
                },
                remedy < 0 ? said : said.substring(0, remedy),
                remedy < 0 ? "see " + folder.log() : said.substring(remedy + 2));
    }
}
