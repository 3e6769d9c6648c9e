package org.beamlet.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.beamlet.agent.door.Door;
import org.beamlet.agent.door.DoorRequest;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.EndpointFolders;
import org.beamlet.agent.home.EndpointName;
import org.beamlet.protocol.home.BeamletHome;
import org.beamlet.protocol.json.Json;
import org.beamlet.providers.LoginAnswer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that look at an endpoint, and those that ask its agent for something. */
class SupportCommandTest {
    private static final String ID = "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69";
    private static final String TOKEN = "bl_abcdefghijklmnopqrstuvwxyz";

    @TempDir Path home;

    private final Map<String, String> environment = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private HttpServer http;

    @BeforeEach
    void configure() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.start();
        environment.put("BEAMLET_HOME", home.toString());
        environment.put(
                "BEAMLET_URL", "http://127.0.0.1:%d".formatted(http.getAddress().getPort()));
        environment.put("BEAMLET_TOKEN", TOKEN);
        assertThat(run("configure", "lab")).isZero();
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine line = EndpointProgram.commandLine(new EndpointCommand(environment));
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }

    private EndpointFolder folder() {
        return new EndpointFolders(new BeamletHome(home)).endpoint(new EndpointName("lab"));
    }

    private void serve(String path, String answer) {
        http.createContext(
                path,
                exchange -> {
                    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
    }

    @Test
    void logsShowsTheEndOfTheAgentsLogAndOfABlock() throws Exception {
        assertThat(run("logs", "lab")).isEqualTo(2);
        assertThat(err.toString()).contains("agent.log is not there");

        Files.writeString(folder().log(), "one\ntwo\nthree\n");
        assertThat(run("logs", "lab", "-n", "2")).isZero();
        assertThat(out.toString()).isEqualTo("two\nthree\n");

        Path first = Files.createDirectories(folder().blocks().resolve("block-2-aa"));
        Path last = Files.createDirectories(folder().blocks().resolve("block-10-bb"));
        Files.writeString(first.resolve("block-2-aa.stderr"), "old\n");
        Files.writeString(last.resolve("block-10-bb.stdout"), "said\n");
        Files.writeString(last.resolve("block-10-bb.stderr"), "complained\n");
        assertThat(run("logs", "lab", "--block", "latest")).isZero();
        assertThat(out.toString()).contains("said\n", "complained\n").doesNotContain("old");
        assertThat(run("logs", "lab", "--block", "block-2", "--stream", "stderr")).isZero();
        assertThat(out.toString()).isEqualTo("old\n");
        assertThat(run("logs", "lab", "--block", "block-")).isEqualTo(2);
        assertThat(err.toString()).contains("the beginning of several blocks");
        assertThat(run("logs", "lab", "--block", "../..")).isEqualTo(2);
        assertThat(err.toString()).contains("has no block '../..'", "block-2-aa, block-10-bb");
    }

    @Test
    void whoamiSaysWhoAndWhetherThatIsTheOwner() throws Exception {
        serve(
                "/beamlet/v1/whoami",
                "{\"user\":\"ada\",\"user_id\":\"11111111-2222-4333-8444-555555555555\"}");
        assertThat(run("whoami")).isZero();
        assertThat(out.toString())
                .startsWith("ada (11111111-2222-4333-8444-555555555555) at http://127.0.0.1:")
                .contains(", by BEAMLET_TOKEN");

        Files.writeString(
                folder().identity(), "{\"endpoint_id\":\"%s\",\"owner\":\"%s\"}".formatted(ID, ID));
        assertThat(run("whoami", "lab", "--json")).isEqualTo(2);
        assertThat(Json.read(out.toString()).path("owner").asText()).isEqualTo(ID);
        assertThat(err.toString()).contains("endpoint 'lab' belongs to user " + ID);
    }

    @Test
    void whatNeedsAnAgentSaysThatNoneRuns() {
        for (String[] command :
                new String[][] {{"drain", "lab"}, {"scale", "lab", "1"}, {"metrics", "lab"}}) {
            int status = run(command);
            assertThat(status).as(err.toString()).isEqualTo(1);
            assertThat(err.toString()).contains("'lab' is not running", "endpoint start lab");
        }
        assertThat(run("scale", "lab")).isEqualTo(2);
        assertThat(run("scale", "lab", "2", "--release")).isEqualTo(2);
        assertThat(run("scale", "lab", "-1")).isEqualTo(2);
        assertThat(run("drain", "lab", "--resume", "--stop")).isEqualTo(2);
    }

    /** As a host does that is slow, and asks for a password first. */
    private static JsonNode login(LoginAnswer said) {
        ObjectNode answer = Json.NODES.objectNode().put("host", "ada@login1");
        if (said.begins()) {
            return answer.put("state", "wait");
        }
        if (said.answers().isEmpty()) {
            answer.put("state", "asks").put("instruction", "Use your token.");
            answer.putArray("prompts").addObject().put("text", "Password:").put("hidden", true);
            return answer;
        }
        return answer.put("state", said.answers().equals(List.of("123456")) ? "done" : "asks");
    }

    @Test
    void whatAHostAsksForIsAskedForAndPassedOn() throws Exception {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("123456\n".getBytes(StandardCharsets.UTF_8)));
        try (AgentLock _ = AgentLock.take(folder());
                Door _ = Door.open(folder(), environment, this::kept)) {
            assertThat(run("login", "lab")).isZero();
        } finally {
            System.setIn(before);
        }

        assertThat(out.toString())
                .contains("ada@login1 asks:", "Use your token.", "Password:")
                .contains("> Endpoint lab is logged in: ada@login1")
                .doesNotContain("123456");
    }

    private JsonNode kept(DoorRequest request) {
        return switch (request) {
            case DoorRequest.Status _, DoorRequest.Drain _, DoorRequest.Resume _ ->
                    Json.mapper().valueToTree(Shown.snapshot("lab"));
            case DoorRequest.Metrics _ -> Json.NODES.objectNode().put("text", "a 1\n");
            case DoorRequest.Scale _ -> Json.NODES.objectNode().put("blocks", 1);
            case DoorRequest.Login(LoginAnswer answer) -> login(answer);
        };
    }

    @Test
    void commandsAskTheRunningAgent() throws Exception {
        try (AgentLock _ = AgentLock.take(folder());
                Door _ = Door.open(folder(), environment, this::kept)) {
            assertThat(run("status", "lab")).isZero();
            assertThat(out.toString())
                    .contains(
                            "no new tasks: it is drained",
                            "3 busy, 5 free",
                            "block-1  17   running  2      8 min 20 s  1 min 00 s",
                            "silent 45 s",
                            "warning: free some");
            assertThat(run("status", "lab", "--json")).isZero();
            JsonNode told = Json.read(out.toString());
            assertThat(told.path("agent").path("phase").asText()).isEqualTo("drained");
            assertThat(told.path("agent").path("tasks").path("per_minute").asInt()).isEqualTo(12);
            assertThat(told.path("agent").path("blocks").path(0).path("walltime_left_s").asInt())
                    .isEqualTo(60);

            assertThat(run("metrics", "lab")).isZero();
            assertThat(out.toString()).isEqualTo("a 1\n");
            assertThat(run("scale", "lab", "2")).isZero();
            assertThat(out.toString()).contains("holds 2 blocks; it has 1");
            assertThat(run("scale", "lab", "--release")).isZero();
            assertThat(out.toString()).contains("holds no blocks");
            assertThat(run("drain", "lab", "--wait")).isZero();
            assertThat(out.toString()).contains("lab is drained");
            assertThat(run("drain", "lab", "--resume")).isZero();
            assertThat(out.toString()).contains("takes tasks again");
        }
    }

    @Test
    void diagnoseFindsFaultsAndPacksThemWithoutSecrets() throws Exception {
        serve("/health", "{}");
        serve("/beamlet/v1/whoami", "{\"user\":\"ada\",\"user_id\":\"%s\"}".formatted(ID));
        Files.writeString(folder().log(), "token=%s was used\n".formatted(TOKEN));
        Files.writeString(
                folder().config(),
                Files.readString(folder().config()) + "\n# password: hunter22\n");
        Path zip = home.resolve("d.zip");
        Files.writeString(folder().broker(), "amqp://127.0.0.1:1\n");

        assertThat(run("diagnose", "lab", "--json", "--output", zip.toString())).isEqualTo(1);

        JsonNode findings = Json.read(out.toString()).path("findings");
        assertThat(level(findings, "config")).isEqualTo("ok");
        assertThat(level(findings, "service")).isEqualTo("ok");
        assertThat(level(findings, "clock")).isEqualTo("ok");
        assertThat(level(findings, "token")).isEqualTo("ok");
        assertThat(level(findings, "broker")).isEqualTo("failed");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(zip)))
                .isEqualTo("rw-------");
        String all = contents(zip);
        assertThat(all)
                .contains("config.yaml", "agent.log", "findings.json", "environment.json")
                .contains("max_workers_per_node", "*****")
                .doesNotContain(TOKEN)
                .doesNotContain("hunter22");

        assertThat(run("diagnose", "lab", "--output", zip.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("is there already");
    }

    @Test
    void diagnoseNoticesAServiceThatIsNone() throws Exception {
        Path zip = home.resolve("d.zip");
        assertThat(run("diagnose", "lab", "--output", zip.toString())).isEqualTo(1);

        assertThat(out.toString())
                .containsPattern("failed +service +http://127.0.0.1:\\d+ answers HTTP 404")
                .contains("masked: " + zip);
    }

    private static String level(JsonNode findings, String check) {
        return StreamSupport.stream(findings.spliterator(), false)
                .filter(one -> one.path("check").asText().equals(check))
                .map(one -> one.path("level").asText())
                .findFirst()
                .orElse("none");
    }

    private static String contents(Path zip) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (ZipFile file = new ZipFile(zip.toFile())) {
            Enumeration<? extends ZipEntry> entries = file.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                all.writeBytes(("== " + entry.getName() + "\n").getBytes(StandardCharsets.UTF_8));
                try (InputStream in = file.getInputStream(entry)) {
                    in.transferTo(all);
                }
            }
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    @Test
    void migrateTakesOverWhatItCanAndSaysTheRest() throws Exception {
        Path old = Files.createDirectories(home.resolve("globus/polaris"));
        assertThat(run("migrate", old.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("has no config.yaml");
        Files.writeString(
                old.resolve("config.yaml"),
                """
                display_name: Polaris
                engine:
                  type: GlobusComputeEngine
                  nonsense: 1
                  provider:
                    type: LocalProvider
                """);
        Files.writeString(old.resolve("user_config_schema.json"), "{}");
        Files.writeString(old.resolve("endpoint.json"), "{\"endpoint_id\": \"%s\"}".formatted(ID));
        Files.writeString(old.resolve("daemon.pid"), "1");

        assertThat(run("migrate", old.toString(), "--keep-id")).isZero();

        assertThat(out.toString())
                .contains("config.yaml", "user_config_schema.json", "its id, " + ID)
                .contains("daemon.pid: of the process")
                .contains("To be changed", "    line 4: engine.nonsense is not a known key");
        Path made = home.resolve("endpoints/polaris");
        assertThat(made.resolve("config.yaml")).hasSameTextualContentAs(old.resolve("config.yaml"));
        assertThat(made.resolve("endpoint.json")).content().contains(ID);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwx------");
        assertThat(run("migrate", old.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("'polaris' is configured already", "--name");
        assertThat(run("migrate", old.toString(), "--name", "p2")).isZero();
        assertThat(out.toString()).contains("Not taken over:\n    its id, " + ID);
        assertThat(home.resolve("endpoints/p2/endpoint.json")).doesNotExist();
    }

    @Test
    void systemdPrintsAUnitWithoutTheToken() throws Exception {
        Path program = Files.createFile(home.resolve("beamlet"));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        String before = System.getProperty("beamlet.app", "");
        System.setProperty("beamlet.app", home.toString());
        try {
            assertThat(run("systemd", "lab")).isZero();
        } finally {
            System.setProperty("beamlet.app", before);
        }
        assertThat(out.toString())
                .contains("ExecStart=\"%s\" endpoint start \"lab\"\n".formatted(program))
                .contains("Environment=\"BEAMLET_HOME=%s\"".formatted(home))
                .doesNotContain(TOKEN);
    }

    @Test
    void aProcessThatHasThePidOfAKilledAgentIsLeftAlone() throws Exception {
        Process other = new ProcessBuilder("sleep", "600").start();
        try (AgentLock _ = AgentLock.take(folder())) {
            Files.writeString(folder().pid(), "%d\n1\n\n\n".formatted(other.pid()));
            assertThat(run("stop", "lab", "--force")).isZero();
            assertThat(out.toString()).contains("is not running");
            assertThat(other.isAlive()).isTrue();
            Files.writeString(folder().pid(), "1\n1\n1\nelsewhere\n");
            assertThat(run("stop", "lab")).isEqualTo(1);
            assertThat(err.toString()).contains("runs on host elsewhere; stop it there");
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void everyCommandHasHelp() {
        EndpointProgram.commandLine(new EndpointCommand())
                .getSubcommands()
                .forEach((command, line) -> {
                    // What only programs call has none.
                    if (!line.getCommandSpec().usageMessage().hidden()) {
                        assertThat(run(command, "--help")).as(command).isZero();
                        assertThat(out.toString())
                                .as(command)
                                .contains("Usage: beamlet endpoint " + command);
                    }
                });
    }
}
