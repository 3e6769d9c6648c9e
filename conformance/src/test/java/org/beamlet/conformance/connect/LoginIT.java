package org.beamlet.conformance.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.BeamletExecutor;
import org.beamlet.conformance.stack.Await;
import org.beamlet.conformance.stack.Command;
import org.beamlet.protocol.home.BeamletHome;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.login.SavedLogin;
import org.beamlet.protocol.login.TokenSource;
import org.beamlet.protocol.login.UserTokens;
import org.beamlet.protocol.net.Connections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People and programs whose tokens live for fifteen seconds, and work that lasts longer. */
@Tag("connect")
class LoginIT {
    private static final FunctionId NOOP = CatalogFunctionId.of("diagnostics.noop", "1.0.0");
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Pattern CODE = Pattern.compile("Enter +(\\S+)");

    @TempDir static Path folder;
    private static OidcPeer issuer;
    private static Hosted hosted;

    @BeforeAll
    static void host() throws Exception {
        issuer = OidcPeer.read();
        hosted = Hosted.start(folder, issuer.settings());
        assertThat(hosted.stack().beamlet("function", "register", "--all").exit()).isZero();
    }

    @AfterAll
    static void end() throws Exception {
        hosted.close();
    }

    /** Logs in as a person would: starts the command, reads the code, confirms it elsewhere. */
    private static Command login(Map<String, String> person, String account) throws Exception {
        Path out = Files.createTempFile(folder, "login", ".out");
        Path err = Files.createTempFile(folder, "login", ".err");
        Process process = Command.start(person, out, err, "login");
        Await.until(LIMIT, "a code is shown", () -> code(err).find() || !process.isAlive());
        Matcher shown = code(err);
        assertThat(shown.find()).as(Files.readString(err)).isTrue();
        issuer.approve(shown.group(1), account);
        assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
        return new Command(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static Matcher code(Path err) {
        try {
            return CODE.matcher(Files.readString(err));
        } catch (java.io.IOException _) {
            return CODE.matcher("");
        }
    }

    @Test
    void aLoginIsKeptForItsUserAloneAndRenewedForAsLongAsItIsUsed() throws Exception {
        Map<String, String> alice = hosted.person("alice");
        Command login = login(alice, "alice");
        assertThat(login.exit()).as(login.err()).isZero();
        assertThat(login.out()).contains("logged in as alice");
        Path file = hosted.home("alice").resolve("login.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        EndpointId endpoint = startEndpoint(alice);
        try {
            String first = token(file);
            runForLongerThanATokenLives(alice, endpoint);
            assertThat(token(file)).isNotEqualTo(first);
            assertThat(
                            PythonPeer.run(
                                    folder,
                                    alice,
                                    "hosted_sdk.py",
                                    Map.of(
                                            "way", "helper",
                                            "url", hosted.url().toString(),
                                            "ca", hosted.ca().toString(),
                                            "endpoint", endpoint.toString(),
                                            "function", NOOP.toString())))
                    .contains("ok has results streamed", "done")
                    .noneMatch(line -> line.startsWith("FAILED"));
        } finally {
            Command stopped = Command.run(alice, LIMIT, "endpoint", "stop", "mine");
            assertThat(stopped.exit()).as(stopped.err()).isZero();
        }
        assertThat(Command.run(alice, LIMIT, "whoami").out()).startsWith("alice (");
        assertThat(Command.run(alice, LIMIT, "logout").exit()).isZero();
        Command after = Command.run(alice, LIMIT, "whoami");
        assertThat(after.exit()).isEqualTo(2);
        assertThat(after.err()).contains("beamlet login");
    }

    private static String token(Path file) {
        return SavedLogin.read(file).map(Json::write).orElse("");
    }

    /** An agent that logs in so too, over TLS, and goes on when its first token has ended. */
    private static EndpointId startEndpoint(Map<String, String> person) throws Exception {
        assertThat(Command.run(person, LIMIT, "endpoint", "configure", "mine").exit()).isZero();
        Command started = Command.run(person, LIMIT, "endpoint", "start", "mine", "--detach");
        assertThat(started.exit()).as(started.err()).isZero();
        Matcher id = Pattern.compile("[0-9a-f-]{36}").matcher(started.out());
        assertThat(id.find()).as(started.out()).isTrue();
        return EndpointId.parse(id.group());
    }

    private static void runForLongerThanATokenLives(Map<String, String> person, EndpointId endpoint)
            throws Exception {
        Connections connections = Connections.of(person);
        URI service = hosted.url();
        TokenSource tokens =
                new UserTokens(person, BeamletHome.of(person), connections).required(service);
        try (BeamletClient client =
                        new BeamletClient(service, tokens, BeamletClient.TIMEOUT, connections);
                BeamletExecutor executor = new BeamletExecutor(client, endpoint)) {
            List<Integer> got = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                got.add(
                        executor.submit(NOOP, Json.NODES.objectNode().put("echo", i))
                                .get(4, TimeUnit.MINUTES)
                                .value()
                                .path("echo")
                                .asInt());
                if (i == 4) {
                    // The stream comes back with credentials that only a fresh token can get.
                    hosted.front().cutStreams();
                }
                TimeUnit.SECONDS.sleep(3);
            }
            assertThat(got).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        }
    }

    @Test
    void aProgramWithASecretOfItsOwnNeedsNobodyToLogIn() throws Exception {
        Path secret =
                Files.writeString(
                        folder.resolve("daemon.secret"), "a-secret-of-this-test-issuer-only\n");
        Map<String, String> daemon = new HashMap<>(hosted.person("daemon"));
        daemon.put("BEAMLET_CLIENT_ID", "detector-daemon");
        daemon.put("BEAMLET_CLIENT_SECRET_FILE", secret.toString());

        Command known = Command.run(daemon, LIMIT, "whoami", "--json");

        assertThat(known.exit()).as(known.err()).isZero();
        JsonNode told = Json.read(known.out());
        assertThat(told.path("user").asText()).contains("detector-daemon");
        Files.writeString(secret, "guessed\n");
        Command refused = Command.run(daemon, LIMIT, "whoami");
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("BEAMLET_CLIENT_SECRET_FILE");
    }
}
