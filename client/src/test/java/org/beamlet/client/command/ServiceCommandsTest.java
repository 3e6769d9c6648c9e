package org.beamlet.client.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.beamlet.client.FakeService;
import org.beamlet.client.FakeService.Answer;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceCommandsTest {
    private static final EndpointId ONE = EndpointId.random();
    private static final EndpointId OTHER = EndpointId.random();

    @TempDir Path folder;
    private FakeService service;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService();
        service.on("GET /v2/functions/" + noop(), Map.of("function_name", "diagnostics.noop"));
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private static FunctionId noop() {
        return CatalogFunctionId.of("diagnostics.noop", "1.0.0");
    }

    private CommandRun beamlet(String... arguments) {
        return CommandRun.in(
                folder,
                Map.of("BEAMLET_URL", service.url().toString(), "BEAMLET_TOKEN", "secret"),
                arguments);
    }

    private static Map<String, Object> endpoint(EndpointId id, String name) {
        return Map.of("uuid", id.toString(), "name", name, "display_name", name, "owner", "me");
    }

    private void status(EndpointId id, String status, Map<String, Object> details) {
        service.on(
                "GET /v2/endpoints/%s/status".formatted(id),
                Map.of("status", status, "details", details));
    }

    @Nested
    class WithoutAUsableService {
        @Test
        void aServiceThatIsNotThereIsExitThree() throws IOException {
            Files.writeString(folder.resolve("token"), "secret\n");
            CommandRun run = CommandRun.in(folder, "run", "diagnostics.noop");

            assertThat(run.exit()).isEqualTo(3);
            assertThat(run.error())
                    .contains("nothing answers at http://127.0.0.1:1")
                    .contains("beamlet cloud start");
        }

        @Test
        void aMissingTokenIsUsageAndSaysHowToGetOne() {
            CommandRun run = CommandRun.in(folder, "run", "diagnostics.noop");

            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.error())
                    .contains(folder.resolve("token").toString())
                    .contains("beamlet cloud token");
        }

        @Test
        void argumentsAreCheckedBeforeAnybodyIsAsked() {
            CommandRun run = CommandRun.in(folder, "run", "test.read", "--arg", "times=1");

            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.error()).contains("raw").doesNotContain("token");
        }

        @Test
        void anAddressThatIsNoneIsUsage() {
            CommandRun run =
                    CommandRun.in(
                            folder,
                            Map.of("BEAMLET_URL", "localhost:5000", "BEAMLET_TOKEN", "t"),
                            "run",
                            "diagnostics.noop");

            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.error()).contains("BEAMLET_URL is 'localhost:5000'");
        }

        @Test
        void theCatalogIsListedAllTheSame() throws IOException {
            Files.writeString(folder.resolve("token"), "secret\n");
            CommandRun run = CommandRun.in(folder, "function", "list");

            assertThat(run.exit()).isZero();
            assertThat(run.out()).contains("diagnostics.noop").contains("test.read");
            assertThat(run.err()).contains("note: only the catalog");
        }
    }

    @Nested
    class ChoosingAnEndpoint {
        @Test
        void aBadTokenIsUsageInTheServicesWords() {
            service.on(
                    "GET /v2/endpoints",
                    _ ->
                            Answer.error(
                                    new BeamletException(
                                            ErrorCode.INVALID_AUTH_TOKEN,
                                            "the token is not known here",
                                            "mint another")));
            CommandRun run = beamlet("run", "diagnostics.noop");

            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.error()).isEqualTo("error: the token is not known here; mint another");
        }

        @Test
        void anOfflineEndpointIsExitThreeWithItsNameLastSignAndTheCommand() {
            service.on("GET /v2/endpoints", List.of(endpoint(ONE, "polaris")));
            status(ONE, "offline", Map.of("last_heartbeat", "2026-11-20T10:00:00Z"));
            CommandRun run = beamlet("run", "diagnostics.noop", "--endpoint", "polaris", "--json");

            assertThat(run.exit()).isEqualTo(3);
            assertThat(run.error())
                    .contains("'polaris' (%s) is offline".formatted(ONE))
                    .contains("2026-11-20T10:00:00Z")
                    .contains("beamlet endpoint start polaris");
            assertThat(run.json().path("error").path("code").asText())
                    .isEqualTo("ENDPOINT_OFFLINE");
            assertThat(service.calls("POST /v3/endpoints")).isEmpty();
        }

        @Test
        void anEndpointConfiguredHereIsKnownByItsFolder() throws IOException {
            Path own = Files.createDirectories(folder.resolve("endpoints/bench"));
            Files.writeString(
                    own.resolve("endpoint.json"), "{\"endpoint_id\": \"%s\"}".formatted(OTHER));
            status(OTHER, "offline", Map.of());
            CommandRun run = beamlet("run", "diagnostics.noop", "--endpoint", "bench");

            assertThat(run.exit()).isEqualTo(3);
            assertThat(run.error()).contains("'bench' (%s)".formatted(OTHER));
        }

        @Test
        void anAmbiguousNameListsTheIds() {
            service.on("GET /v2/endpoints", List.of(endpoint(ONE, "lab"), endpoint(OTHER, "lab")));
            CommandRun run = beamlet("run", "diagnostics.noop", "--endpoint", "lab");

            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.error()).contains(ONE.toString()).contains(OTHER.toString());
        }

        @Test
        void anUnknownNameListsTheNamesThatThereAre() {
            service.on("GET /v2/endpoints", List.of(endpoint(ONE, "lab")));
            CommandRun run = beamlet("run", "diagnostics.noop", "--endpoint", "lob");

            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.error()).contains("no endpoint 'lob'").contains("lab");
        }

        @Test
        void severalOnlineOnesMustBeChosenFrom() {
            service.on("GET /v2/endpoints", List.of(endpoint(ONE, "a"), endpoint(OTHER, "b")));
            status(ONE, "online", Map.of());
            status(OTHER, "online", Map.of());
            CommandRun run = beamlet("run", "diagnostics.noop");

            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.error()).contains(ONE.toString()).contains("--endpoint");
        }

        @Test
        void noneAtAllIsUsageThatSaysHowToMakeOne() {
            service.on("GET /v2/endpoints", List.of());
            CommandRun run = beamlet("run", "diagnostics.noop");

            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.error()).contains("beamlet endpoint configure");
        }

        @Test
        void onlyOfflineOnesAreExitThree() {
            service.on("GET /v2/endpoints", List.of(endpoint(ONE, "lab")));
            status(ONE, "offline", Map.of());
            CommandRun run = beamlet("run", "diagnostics.noop");

            assertThat(run.exit()).isEqualTo(3);
            assertThat(run.error()).contains("beamlet endpoint start lab");
        }
    }

    @Test
    void aFunctionThatTheServiceLacksIsRegisteredOnTheFly() {
        status(ONE, "online", Map.of());
        service.on("GET /v2/endpoints", List.of(endpoint(ONE, "lab")));
        service.on(
                "GET /v2/functions/" + noop(),
                _ ->
                        Answer.error(
                                new BeamletException(
                                        ErrorCode.FUNCTION_NOT_FOUND, "no such", "register it")));
        service.on("POST /v3/functions", Map.of("function_uuid", noop().toString()));
        service.on("POST /v3/endpoints/%s/submit".formatted(ONE), _ -> Answer.status(404));
        CommandRun run = beamlet("run", "diagnostics.noop");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(service.calls("POST /v3/functions")).hasSize(1);
        assertThat(
                        service.calls("POST /v3/functions")
                                .getFirst()
                                .body()
                                .path("function_code")
                                .asText())
                .contains(":java:catalog:diagnostics.noop@1.0.0");
    }

    @Test
    void registeringAllPrintsTheIds() {
        service.on("POST /v3/functions", Map.of("function_uuid", noop().toString()));
        CommandRun run = beamlet("function", "register", "--all");

        assertThat(run.exit()).isZero();
        assertThat(run.out().lines()).hasSize(3);
        assertThat(run.out()).contains(noop() + "  diagnostics.noop@1.0.0");
    }

    @Test
    void theListMarksWhatIsRegisteredAndAddsWhatElseTheServiceHas() {
        FunctionId foreign = FunctionId.random();
        service.on(
                "GET /beamlet/v1/functions",
                List.of(
                        Map.of("function_uuid", noop().toString(), "function_name", "x"),
                        Map.of("function_uuid", foreign.toString(), "function_name", "mine")));
        CommandRun run = beamlet("function", "list", "--json");

        assertThat(run.exit()).isZero();
        assertThat(run.json()).hasSize(4);
        assertThat(run.json().get(0).path("name").asText()).isEqualTo("diagnostics.noop");
        assertThat(run.json().get(0).path("registered").asBoolean()).isTrue();
        assertThat(run.json().get(1).path("registered").asBoolean()).isFalse();
        assertThat(run.json().get(3).path("id").asText()).isEqualTo(foreign.toString());
    }

    @Test
    void aTaskIsShownStepByStep() {
        TaskId task = TaskId.random();
        service.on(
                "GET /beamlet/v1/tasks/" + task,
                Map.of(
                        "task_id",
                        task.toString(),
                        "status",
                        "failed",
                        "function",
                        Map.of("name", "test.read", "version", "1.2.0", "id", noop().toString()),
                        "endpoint_id",
                        ONE.toString(),
                        "attempt",
                        1,
                        "timeline",
                        List.of(
                                Map.of(
                                        "state",
                                        "received",
                                        "at",
                                        "2026-11-20T10:00:00Z",
                                        "actor",
                                        "web-service"),
                                Map.of(
                                        "state",
                                        "failed",
                                        "at",
                                        "2026-11-20T10:00:02.5Z",
                                        "actor",
                                        "worker"))));
        service.on(
                "GET /v2/tasks/" + task,
                Map.of(
                        "task_id",
                        task.toString(),
                        "status",
                        "failed",
                        "exception",
                        "no file x\ntrace"));
        CommandRun run = beamlet("task", "show", task.toString());

        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("test.read 1.2.0")
                .contains(ONE.toString())
                .containsPattern("(?m)^error +no file x$")
                .containsPattern("received +web-service")
                .containsPattern("2\\.50 s +failed +worker");
    }

    @Test
    void aTaskIdThatIsNoneIsUsage() {
        CommandRun run = beamlet("task", "show", "17");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.error()).contains("'17' is no id of a task");
    }
}
