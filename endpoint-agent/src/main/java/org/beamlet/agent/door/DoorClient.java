package org.beamlet.agent.door;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.AgentProcess;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;

/** A command's side. */
public final class DoorClient {
    private static final int LONGEST_ANSWER = 32 * 1024 * 1024;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private DoorClient() {}

    /**
     * Asks the agent that works in the folder.
     *
     * @throws BeamletException with code ENDPOINT_OFFLINE where none does, with COMMAND_FAILED
     *     where it does not answer, else with what it said
     */
    public static JsonNode ask(EndpointFolder folder, DoorRequest request) throws IOException {
        Optional<AgentProcess> agent = AgentLock.holder(folder);
        Optional<AgentProcess> elsewhere = AgentLock.noted(folder);
        if (agent.isEmpty() && elsewhere.isPresent()) {
            throw new BeamletException(
                    ErrorCode.ENDPOINT_OFFLINE,
                    "endpoint '%s' does not run here; it was last %s"
                            .formatted(folder.name(), elsewhere.get().shown()),
                    "give the command there, or start it here if it has ended");
        }
        if (agent.isEmpty()) {
            throw new BeamletException(
                    ErrorCode.ENDPOINT_OFFLINE,
                    "endpoint '%s' is not running".formatted(folder.name()),
                    "start it with `beamlet endpoint start %s --detach`".formatted(folder.name()));
        }
        if (!agent.get().here()) {
            throw new BeamletException(
                    ErrorCode.COMMAND_FAILED,
                    "endpoint '%s' runs on host %s".formatted(folder.name(), agent.get().host()),
                    "give the command there");
        }
        if (!Files.exists(folder.door()) && runsNoTasks(folder)) {
            throw new BeamletException(
                    ErrorCode.COMMAND_FAILED,
                    "endpoint '%s' runs no tasks itself: it starts user endpoints"
                            .formatted(folder.name()),
                    "give the command for one of those that `beamlet endpoint status %s` names"
                            .formatted(folder.name()));
        }
        JsonNode answer = exchange(folder, agent.get(), request);
        if (answer.has("error")) {
            JsonNode error = answer.path("error");
            throw new BeamletException(
                    code(error.path("code").asText("")),
                    error.path("what").asText("the agent did not say why"),
                    error.path("remedy").asText("see agent.log"));
        }
        return answer.path("ok");
    }

    private static boolean runsNoTasks(EndpointFolder folder) {
        return ConfigReader.isManager(
                ConfigReader.text(folder.config()), folder.config().toString());
    }

    private static JsonNode exchange(
            EndpointFolder folder, AgentProcess agent, DoorRequest request) {
        try {
            Path socket = Path.of(Files.readString(folder.door()).strip());
            // Not to be told things by somebody else's socket in /tmp.
            DoorPlace.requireOurs(socket.resolveSibling("").normalize(), folder);
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                Lines.closeAfter(channel, LIMIT);
                channel.connect(UnixDomainSocketAddress.of(socket));
                Lines.write(channel, request.line());
                String line =
                        Lines.read(channel, LONGEST_ANSWER)
                                .orElseThrow(() -> new IOException("it said nothing"));
                return Json.read(line);
            }
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.COMMAND_FAILED,
                    "the agent of '%s' (process %d) does not answer: %s"
                            .formatted(folder.name(), agent.pid(), e),
                    "if it has only just been started, wait a moment; else see " + folder.log(),
                    e);
        }
    }

    private static ErrorCode code(String name) {
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.name().equals(name))
                .findFirst()
                .orElse(ErrorCode.COMMAND_FAILED);
    }
}
