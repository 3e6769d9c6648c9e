package org.beamlet.conformance.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.beamlet.conformance.stack.BeamletStack;
import org.beamlet.conformance.stack.Command;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user of Globus Compute does with the SDK as it comes, at an endpoint of Beamlet. */
@Tag("sdk-agent")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentSdkIT {
    @SuppressWarnings("NullAway.Init")
    private BeamletStack stack;

    @SuppressWarnings("NullAway.Init")
    private Map<String, String> order;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path home) throws Exception {
        stack = new BeamletStack(home);
        stack.with("BEAMLET_ACCESS_LOG", "true");
        stack.with("UNRELATED_SECRET", "s");
        stack.startCloud();
        stack.configureEndpoint(2);
        String init =
                "export BEAMLET_PYTHON=%s; export SET_BY_WORKER_INIT=yes"
                        .formatted(SdkPeer.python());
        stack.editConfig(
                "bench",
                config ->
                        config.replaceFirst("worker_init: \"\"", "worker_init: \"" + init + "\""));
        assertThat(Files.readString(stack.endpointFolder().resolve("config.yaml"))).contains(init);
        stack.startAgent();
        assertThat(stack.beamlet("function", "register", "--all").exit()).isZero();
        Command other = stack.beamlet("cloud", "token", "--user", "bob");
        order = new LinkedHashMap<>();
        order.put("url", stack.url().toString());
        order.put("token", stack.environment().get("BEAMLET_TOKEN"));
        order.put("other_token", other.out().strip().replaceFirst("(?s).* ", ""));
        order.put("access_log", home.resolve("cloud").resolve("access.log").toString());
        order.put("endpoint", stack.endpoint().toString());
        startManager(home);
        order.put("echo", CatalogFunctionId.of("diagnostics.noop", "1.0.0").toString());
    }

    /** An endpoint whose users say how many slots they want. */
    private void startManager(Path home) throws Exception {
        Path manager = Files.createDirectories(home.resolve("endpoints/users"));
        Files.writeString(manager.resolve("config.yaml"), "display_name: for users\n");
        Files.writeString(
                manager.resolve("user_config_template.yaml.j2"),
                """
                engine:
                  type: GlobusComputeEngine
                  max_workers_per_node: {{ slots }}
                  provider:
                    type: LocalProvider
                    worker_init: {{ init|default() }}
                """);
        Files.writeString(
                manager.resolve("user_config_schema.json"),
                """
                {"type": "object", "additionalProperties": false, "properties": {
                  "slots": {"type": "integer", "maximum": 4}, "init": {"type": "string"}}}
                """);
        order.put("manager", stack.startEndpoint("users", Map.of()).toString());
    }

    /** {@return how many there are, none of which shows the token to whoever may look} */
    private String userEndpoints() throws Exception {
        Command status = stack.beamlet("endpoint", "status", "users", "--json");
        int running = 0;
        for (JsonNode one : Json.read(status.out()).path("user_endpoints")) {
            Path process = Path.of("/proc", one.path("pid").asText());
            assertThat(Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1))
                    .contains("BEAMLET_HOME=")
                    .doesNotContain(order.get("token"));
            assertThat(Files.readString(process.resolve("cmdline")))
                    .contains(one.path("name").asText())
                    .doesNotContain(order.get("token"));
            running++;
        }
        return Integer.toString(running);
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "goes_round",
                "submits_batches",
                "streams_results",
                "reports_failures",
                "takes_any_values",
                "reattaches",
                "crosses_languages",
                "calls_the_catalog",
                "runs_commands",
                "meets_limits",
                "runs_many_functions",
                "knows_its_environment",
                "names_another_version",
                "keeps_others_out",
                "fills_in_a_template",
                "survives_trouble"
            })
    void theSdk(String test) throws Exception {
        order.put("folder", folder.toString());
        Map<String, Callable<String>> answers =
                Map.of(
                        "user endpoints",
                        this::userEndpoints,
                        "kill the agent",
                        () -> {
                            stack.killAgent();
                            stack.startAgent();
                            return "";
                        },
                        "kill the service",
                        () -> {
                            stack.killCloud();
                            stack.startCloud();
                            return "";
                        });
        SdkPeer.run("agent.py", test, order, Map.of(), folder, answers);
    }
}
