package org.beamlet.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.EndpointFolders;
import org.beamlet.agent.home.EndpointName;
import org.beamlet.protocol.home.BeamletHome;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class EndpointCommandTest {
    @TempDir Path home;

    private final Map<String, String> environment = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void nowhere() {
        environment.put("BEAMLET_HOME", home.toString());
        environment.put("BEAMLET_URL", "http://127.0.0.1:1");
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine line = EndpointProgram.commandLine(new EndpointCommand(environment));
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }

    private Path lab() {
        return home.resolve("endpoints/lab");
    }

    @Test
    void configureWritesAPrivateFileAndSaysHowToGoOn() throws Exception {
        assertThat(run("configure", "lab", "--display-name", "Beam: 1")).isZero();

        assertThat(out.toString())
                .contains("Created profile for endpoint named <lab>", "beamlet endpoint start lab");
        assertThat(lab().resolve("config.yaml")).content().contains("\"Beam: 1\"", "LocalProvider");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(lab().resolve("config.yaml"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lab())))
                .isEqualTo("rwx------");
    }

    @Test
    void configureDoesNotOverwrite() {
        run("configure", "lab");

        assertThat(run("configure", "lab")).isEqualTo(2);
        assertThat(err.toString()).startsWith("error: endpoint 'lab' is configured already");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "a/b",
                "a\\b",
                "'a'",
                "\"a\"",
                ".a",
                "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69",
                "0D3F6C1E-8A0B-4A5E-9A55-3F1D2C4B5A69"
            })
    void aNameThatGlobusComputeRefusesIsRefused(String name) {
        assertThat(run("configure", name)).isEqualTo(2);
        assertThat(err.toString()).contains("cannot name an endpoint").doesNotContain("\tat ");
    }

    @Test
    void aNameMayHave128CharactersAndNoMore() {
        assertThat(run("configure", "a".repeat(128))).isZero();
        assertThat(run("configure", "a".repeat(129))).isEqualTo(2);
    }

    @Test
    void listWorksWithoutAService() {
        assertThat(run("list")).isZero();
        assertThat(out.toString()).contains("No endpoints configured!");
        run("configure", "lab");

        assertThat(run("list", "--json")).isZero();
        JsonNode listed = Json.read(out.toString());

        assertThat(listed).hasSize(1);
        assertThat(listed.path(0).path("name").asText()).isEqualTo("lab");
        assertThat(listed.path(0).path("status").asText()).isEqualTo("initialized");
    }

    @Test
    void anEndpointWhoseLockIsHeldRunsAndAStalePidMeansNothing() throws Exception {
        run("configure", "lab");
        Files.writeString(
                lab().resolve("endpoint.json"),
                "{\"endpoint_id\": \"0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69\"}");
        Files.writeString(lab().resolve("agent.lock"), "");
        Files.writeString(lab().resolve("agent.pid"), ProcessHandle.current().pid() + "\n");

        run("status", "lab", "--json");
        assertThat(Json.read(out.toString()).path("status").asText()).isEqualTo("stopped");

        var folder = new EndpointFolders(new BeamletHome(home)).endpoint(new EndpointName("lab"));
        try (AgentLock _ = AgentLock.take(folder)) {
            run("status", "lab", "--json");
            assertThat(Json.read(out.toString()).path("status").asText()).isEqualTo("running");
            assertThat(run("delete", "lab", "--yes")).isEqualTo(1);
            assertThat(err.toString()).contains("is running", "beamlet endpoint stop lab");
            environment.put("BEAMLET_TOKEN", "t");
            assertThat(run("start", "lab")).isEqualTo(4);
            assertThat(err.toString()).contains("already running as process");
            assertThat(run("start", "lab", "--keep-alive")).isZero();
        }
    }

    @Test
    void whatIsNotConfiguredCannotBeStartedStoppedOrDeleted() {
        for (String command : new String[] {"start", "stop", "delete", "status"}) {
            assertThat(run(command, "lab")).isEqualTo(2);
            assertThat(err.toString())
                    .contains("'lab' is not configured")
                    .contains("configure lab");
        }
    }

    @Test
    void startSaysWhatIsMissing() throws Exception {
        run("configure", "lab");
        assertThat(run("start", "lab")).isEqualTo(2);
        assertThat(err.toString()).contains("there is no token in BEAMLET_TOKEN");

        environment.put("BEAMLET_TOKEN", "t");
        environment.put("BEAMLET_URL", "ftp://x");
        assertThat(run("start", "lab")).isEqualTo(2);
        assertThat(err.toString()).contains("'ftp://x' is not the URL of a service");

        Files.writeString(lab().resolve("config.yaml"), "engin: 1\n");
        assertThat(run("start", "lab")).isEqualTo(2);
        assertThat(err.toString())
                .contains("line 1: engin is not a known key; did you mean 'engine'?")
                .hasLineCount(1);
    }

    @Test
    void deleteRemovesTheFolder() {
        run("configure", "lab");

        assertThat(run("delete", "lab", "--yes")).isZero();

        assertThat(lab()).doesNotExist();
    }

    @Test
    void deleteKeepsAnEndpointThatTheServiceStillHas() throws Exception {
        run("configure", "lab");
        environment.put("BEAMLET_TOKEN", "t");
        Files.writeString(
                lab().resolve("endpoint.json"),
                "{\"endpoint_id\": \"0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69\"}");

        assertThat(run("delete", "lab", "--yes")).isEqualTo(3);
        assertThat(lab()).exists();
        assertThat(run("delete", "lab", "--yes", "--force")).isZero();
        assertThat(lab()).doesNotExist();
    }

    @Test
    void stopOfWhatDoesNotRunIsNoError() {
        run("configure", "lab");

        assertThat(run("stop", "lab")).isZero();
        assertThat(out.toString()).contains("Endpoint lab is not running");
    }

    @Test
    void aMisspeltCommandIsAnsweredWithTheRightOne() {
        assertThat(run("strat")).isEqualTo(2);
        assertThat(err.toString()).contains("did you mean 'sta", "beamlet endpoint --help");
    }

    @Test
    void aManagerIsSeenStoppedAndDeletedWithItsUserEndpoints() throws Exception {
        String id = "11111111-2222-4333-8444-555555555555";
        String child = "uep.%s.21111111-2222-4333-8444-555555555555".formatted(id);
        Path folder = Files.createDirectories(home.resolve("endpoints").resolve(child));
        Files.createDirectories(lab());
        Files.writeString(lab().resolve("config.yaml"), "display_name: x\n");
        Files.writeString(lab().resolve("user_config_template.yaml.j2"), "engine: {}\n");
        Files.writeString(
                lab().resolve("endpoint.json"), "{\"endpoint_id\": \"%s\"}".formatted(id));
        Files.writeString(folder.resolve("config.yaml"), "engine: {type: ThreadPoolEngine}\n");
        Files.writeString(folder.resolve("user_endpoint.json"), "{\"user\": \"alice\"}");

        assertThat(run("list")).isZero();
        assertThat(out.toString()).contains("lab").doesNotContain("uep.");
        assertThat(run("list", "--all")).isZero();
        assertThat(out.toString()).contains(child);
        assertThat(run("status", "lab")).isZero();
        assertThat(out.toString()).contains("USER ENDPOINT", child, "alice", "ended");
        assertThat(run("status", "lab", "--json")).isZero();
        assertThat(Json.read(out.toString()).at("/user_endpoints/0/status").asText())
                .isEqualTo("ended");
        try (AgentLock _ =
                AgentLock.take(
                        new EndpointFolders(new BeamletHome(home))
                                .endpoint(new EndpointName(child)))) {
            assertThat(run("delete", "lab", "--yes")).isEqualTo(1);
            assertThat(err.toString()).contains("is running");
        }
        assertThat(run("stop", "lab")).isZero();
        assertThat(run("delete", "lab", "--yes", "--force")).isZero();
        assertThat(lab()).doesNotExist();
        assertThat(folder).doesNotExist();
    }
}
