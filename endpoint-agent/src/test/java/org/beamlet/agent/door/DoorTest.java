package org.beamlet.agent.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.EndpointName;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.beamlet.providers.LoginAnswer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoorTest {
    @TempDir Path home;

    private final List<DoorRequest> asked = new ArrayList<>();

    private EndpointFolder folder(String name) throws IOException {
        EndpointFolder folder = new EndpointFolder(home.resolve(name), new EndpointName("lab"));
        PrivateFiles.folder(folder.path());
        return folder;
    }

    private JsonNode kept(DoorRequest request) {
        synchronized (asked) {
            asked.add(request);
        }
        if (request instanceof DoorRequest.Scale(int blocks) && blocks > 2) {
            throw new BeamletException(ErrorCode.USAGE, "too many", "ask for fewer");
        }
        return Json.NODES.objectNode().put("said", request.toString());
    }

    private static Path socket(EndpointFolder folder) throws IOException {
        return Path.of(Files.readString(folder.door()).strip());
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void whatIsAskedArrivesAndIsAnswered() throws Exception {
        EndpointFolder folder = folder("lab");
        List<DoorRequest> all =
                List.of(
                        new DoorRequest.Status(),
                        new DoorRequest.Metrics(),
                        new DoorRequest.Drain(true),
                        new DoorRequest.Drain(false),
                        new DoorRequest.Resume(),
                        new DoorRequest.Scale(2),
                        new DoorRequest.Login(new LoginAnswer(true, List.of())),
                        new DoorRequest.Login(new LoginAnswer(false, List.of("a\"b", ""))));
        try (AgentLock _ = AgentLock.take(folder);
                Door _ = Door.open(folder, Map.of(), this::kept)) {
            for (DoorRequest request : all) {
                assertThat(DoorClient.ask(folder, request).path("said").asText())
                        .isEqualTo(request.toString());
            }
        }
        assertThat(asked).isEqualTo(all);
    }

    @Test
    void anErrorIsToldWithItsCodeAndRemedy() throws Exception {
        EndpointFolder folder = folder("lab");
        try (AgentLock _ = AgentLock.take(folder);
                Door _ = Door.open(folder, Map.of(), this::kept)) {
            assertThatThrownBy(() -> DoorClient.ask(folder, new DoorRequest.Scale(3)))
                    .isInstanceOfSatisfying(
                            BeamletException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
                    .hasMessage("too many; ask for fewer");
        }
    }

    @Test
    void onlyTheUserCanOpenTheSocketAndItIsGoneAfterwards() throws Exception {
        EndpointFolder folder = folder("lab");
        Path socket;
        try (AgentLock _ = AgentLock.take(folder);
                Door _ = Door.open(folder, Map.of(), this::kept)) {
            socket = socket(folder);
            assertThat(socket).hasParent(folder.control());
            assertThat(mode(socket)).isEqualTo("rw-------");
            assertThat(mode(folder.control())).isEqualTo("rwx------");
        }
        assertThat(socket).doesNotExist();
        assertThat(folder.door()).doesNotExist();
    }

    @Test
    void theSocketOfAKilledAgentIsReplacedAndDoesNoHarmUntilThen() throws Exception {
        EndpointFolder folder = folder("lab");
        PrivateFiles.folder(folder.control());
        Path socket = folder.control().resolve("agent.sock");
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();
        PrivateFiles.write(folder.door(), socket + "\n");

        assertThatThrownBy(() -> DoorClient.ask(folder, new DoorRequest.Status()))
                .hasMessageContaining("'lab' is not running");
        try (AgentLock _ = AgentLock.take(folder)) {
            assertThatThrownBy(() -> DoorClient.ask(folder, new DoorRequest.Status()))
                    .hasMessageContaining("does not answer");
            try (Door _ = Door.open(folder, Map.of(), this::kept)) {
                assertThat(DoorClient.ask(folder, new DoorRequest.Status()).has("said")).isTrue();
            }
        }
    }

    @Test
    void aPathThatIsTooLongForASocketHasItElsewhereInAPrivateFolder() throws Exception {
        Path runtime = Files.createDirectory(home.resolve("run"));
        EndpointFolder folder = folder("a".repeat(120));
        try (AgentLock _ = AgentLock.take(folder);
                Door _ =
                        Door.open(
                                folder,
                                Map.of("XDG_RUNTIME_DIR", runtime.toString()),
                                this::kept)) {
            assertThat(socket(folder).startsWith(runtime)).isTrue();
            assertThat(mode(socket(folder).resolveSibling("").normalize())).isEqualTo("rwx------");
            assertThat(DoorClient.ask(folder, new DoorRequest.Status()).has("said")).isTrue();
        }
    }

    @Test
    void aFolderThatOthersMayEnterIsNotUsedForIt() throws Exception {
        Path runtime = Files.createDirectory(home.resolve("run"));
        EndpointFolder folder = folder("lab");
        Files.createDirectory(
                folder.control(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        try (AgentLock _ = AgentLock.take(folder);
                Door _ =
                        Door.open(
                                folder,
                                Map.of("XDG_RUNTIME_DIR", runtime.toString()),
                                this::kept)) {
            assertThat(socket(folder).startsWith(runtime)).isTrue();
            Files.setPosixFilePermissions(
                    socket(folder).resolveSibling("").normalize(),
                    PosixFilePermissions.fromString("rwxrwxrwx"));
            assertThatThrownBy(() -> DoorClient.ask(folder, new DoorRequest.Status()))
                    .hasMessageContaining("is not a folder of this user alone");
        }
    }

    @Test
    void aLineThatNeverEndsAndNonsenseAreRefusedAndTheDoorStaysOpen() throws Exception {
        EndpointFolder folder = folder("lab");
        try (AgentLock _ = AgentLock.take(folder);
                Door _ = Door.open(folder, Map.of(), this::kept)) {
            try (SocketChannel flood = connected(folder)) {
                assertThatThrownBy(
                                () -> {
                                    Lines.write(flood, "x".repeat(1 << 20));
                                    if (Lines.read(flood, 4096).isEmpty()) {
                                        throw new IOException("closed");
                                    }
                                })
                        .isInstanceOf(IOException.class);
            }
            try (SocketChannel channel = connected(folder)) {
                for (String line :
                        List.of("{\"ask\":\"dance\"}", "{\"ask\":\"scale\",\"blocks\":-1}", "}")) {
                    Lines.write(channel, line);
                    Optional<String> answer = Lines.read(channel, 4096);
                    assertThat(answer.orElseThrow()).contains("\"error\"");
                }
            }
            assertThat(DoorClient.ask(folder, new DoorRequest.Status()).has("said")).isTrue();
        }
        assertThat(asked).hasSize(1);
    }

    private static SocketChannel connected(EndpointFolder folder) throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket(folder)));
    }
}
