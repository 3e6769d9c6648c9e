package org.beamlet.conformance.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.beamlet.conformance.stack.Await;
import org.beamlet.conformance.stack.Command;
import org.beamlet.conformance.stack.Forwarder;
import org.beamlet.conformance.stack.FreePort;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hosted service with a facility's own certificate, reached by the SDK as it is published. */
@Tag("connect")
@SuppressWarnings("try") // Waiting for processes may be interrupted.
class ConnectIT {
    private static final String NOOP = CatalogFunctionId.of("diagnostics.noop", "1.0.0").toString();
    private static final Duration LIMIT = Duration.ofMinutes(4);

    /** The only port that the SDK calls. */
    private static final int SDK_PORT = 5000;

    @TempDir static Path folder;
    private static Hosted hosted;

    @BeforeAll
    static void host() throws Exception {
        hosted = Hosted.start(folder, Map.of());
        hosted.stack().configureEndpoint(2);
        hosted.stack().startAgent();
        assertThat(hosted.stack().beamlet("function", "register", "--all").exit()).isZero();
    }

    @AfterAll
    static void end() throws Exception {
        hosted.close();
    }

    private static Map<String, String> order(String way, String tokenFile) {
        return Map.of(
                "way",
                way,
                "token_file",
                tokenFile,
                "url",
                hosted.url().toString(),
                "ca",
                hosted.ca().toString(),
                "endpoint",
                hosted.stack().endpoint().toString(),
                "function",
                NOOP);
    }

    private static void allWell(List<String> told) {
        assertThat(told).noneMatch(line -> line.startsWith("FAILED"));
        assertThat(told).last().isEqualTo("done");
        assertThat(told).filteredOn(line -> line.startsWith("ok ")).hasSize(4);
    }

    private static boolean free(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    @Test
    void theUnmodifiedSdkRunsTasksThroughTheForwarder() throws Exception {
        Await.until(
                LIMIT, "port 5000, the only one that the SDK calls, is free", () -> free(SDK_PORT));
        int before = hosted.front().streams();
        try (Forwarder forwarding =
                Forwarder.start(hosted.owner("sdk"), hosted.url().toString(), SDK_PORT)) {
            Path token = forwarding.tokenFile();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
                    .isEqualTo("rw-------");
            String local = forwarding.localToken();

            allWell(
                    PythonPeer.run(
                            folder, Map.of(), "hosted_sdk.py", order("connect", token.toString())));

            assertThat(hosted.front().tokens()).noneMatch(sent -> sent.contains(local));
            assertThat(hosted.front().streams()).isGreaterThan(before);
        }
        assertThat(folder.resolve("sdk/connect/5000/token")).doesNotExist();
    }

    @Test
    void beamletSdkRunsTasksOverTlsItself() throws Exception {
        allWell(
                PythonPeer.run(
                        folder, hosted.owner("helper"), "hosted_sdk.py", order("helper", "")));
    }

    @Test
    void anotherUserOfTheMachineIsRefusedEvenWithTheLocalToken() throws Exception {
        assumeThat(System.getProperty("user.name"))
                .as("only root can play another user")
                .isEqualTo("root");
        int port = FreePort.find();
        try (Forwarder forwarding =
                Forwarder.start(hosted.owner("shared"), hosted.url().toString(), port)) {
            String local = forwarding.localToken();

            assertThat(call("0", port, local)).startsWith("HTTP/1.1 200");
            assertThat(call("0", port, "guessed"))
                    .startsWith("HTTP/1.1 401")
                    .contains("not the local token");
            assertThat(call("65534", port, local))
                    .startsWith("HTTP/1.1 401")
                    .contains("belongs to another user");
        }
    }

    /** Calls the forwarder as a user of this machine, who needs nothing but a shell for it. */
    private static String call(String uid, int port, String token) throws Exception {
        String script =
                """
                exec 3<>/dev/tcp/127.0.0.1/%d
                printf 'GET /v2/endpoints HTTP/1.1\\r\\nHost: localhost\\r\\n' >&3
                printf 'Authorization: Bearer %%s\\r\\nConnection: close\\r\\n\\r\\n' "$0" >&3
                cat <&3
                """
                        .formatted(port);
        Process process =
                new ProcessBuilder(
                                "setpriv",
                                "--reuid=" + uid,
                                "--regid=" + uid,
                                "--clear-groups",
                                "bash",
                                "-c",
                                script,
                                token)
                        .directory(Path.of("/").toFile())
                        .redirectErrorStream(true)
                        .start();
        String told =
                new String(
                        process.getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return told;
    }

    @Test
    void theCommandItselfCrossesTlsAndSaysHowToMendIt() throws Exception {
        Command run =
                Command.run(
                        hosted.owner("cli"),
                        LIMIT,
                        "run",
                        "diagnostics.noop",
                        "--endpoint",
                        hosted.stack().endpoint().toString(),
                        "--arg",
                        "echo=7",
                        "--json");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(Json.read(run.out()).path("result").path("echo").asInt()).isEqualTo(7);

        Map<String, String> without = new HashMap<>(hosted.owner("cli"));
        without.put("BEAMLET_CA", "");
        Command refused = Command.run(without, LIMIT, "whoami");
        assertThat(refused.exit()).isEqualTo(3);
        assertThat(refused.err()).contains("signed by nobody").contains("BEAMLET_CA");

        without = new HashMap<>(hosted.owner("cli"));
        without.put("BEAMLET_URL", hosted.url().toString().replace("localhost", "127.0.0.1"));
        Command named = Command.run(without, LIMIT, "whoami");
        assertThat(named.exit()).isEqualTo(3);
        assertThat(named.err()).contains("another name");
    }

    @Test
    void aServiceThatIsAwayAtTheStartIsWaitedFor() throws Exception {
        Map<String, String> user = hosted.owner("patient");
        int nobody = FreePort.find();
        int port = FreePort.find();
        Command started =
                Command.run(
                        user,
                        LIMIT,
                        "connect",
                        "https://localhost:" + nobody,
                        "--port",
                        Integer.toString(port),
                        "--detach");
        assertThat(started.exit()).as(started.err()).isZero();
        try {
            Path session = folder.resolve("patient/connect/" + port);
            String local = Files.readString(session.resolve("token")).strip();
            String told = call("0", port, local);
            assertThat(told)
                    .startsWith("HTTP/1.1 503")
                    .containsIgnoringCase("retry-after: ")
                    .contains("SERVICE_UNREACHABLE");
        } finally {
            Command stopped =
                    Command.run(user, LIMIT, "connect", "--stop", "--port", Integer.toString(port));
            assertThat(stopped.out()).contains("ended");
        }
    }
}
