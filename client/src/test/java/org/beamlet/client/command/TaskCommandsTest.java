package org.beamlet.client.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.beamlet.client.FakeService;
import org.beamlet.client.FakeService.Answer;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.id.TaskId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that go beyond running: watch, cancel, list, withdraw. */
class TaskCommandsTest {
    private static final TaskId TASK = TaskId.random();

    @TempDir Path folder;
    private FakeService service;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private CommandRun beamlet(String... arguments) {
        return CommandRun.in(
                folder,
                Map.of("BEAMLET_URL", service.url().toString(), "BEAMLET_TOKEN", "secret"),
                arguments);
    }

    @Test
    void tasksAreCancelledByTheirIds() {
        TaskId over = TaskId.random();
        service.on("POST /beamlet/v1/tasks/%s/cancel".formatted(TASK), Map.of("cancelled", true));
        service.on("POST /beamlet/v1/tasks/%s/cancel".formatted(over), Map.of("cancelled", false));
        CommandRun run = beamlet("task", "cancel", TASK.toString(), over.toString());

        assertThat(run.exit()).isZero();
        assertThat(run.out().lines())
                .containsExactly(TASK + " cancelled", over + " was over already");
    }

    @Test
    void aGroupIsCancelledWhole() {
        TaskGroupId group = TaskGroupId.random();
        service.on(
                "POST /beamlet/v1/task-groups/%s/cancel".formatted(group),
                Map.of("cancelled", 3, "over_before", 1));
        CommandRun run = beamlet("task", "cancel", "--group", group.toString());

        assertThat(run.exit()).isZero();
        assertThat(run.out().strip()).isEqualTo("3 tasks cancelled");
    }

    @Test
    void toCancelNothingIsUsage() {
        CommandRun run = beamlet("task", "cancel");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.error()).contains("no task is named");
    }

    @Test
    void logsGoWhereTheTaskWroteThemAndAreFollowedToTheEnd() {
        service.on(
                "GET /beamlet/v1/tasks/%s/logs".formatted(TASK),
                call -> {
                    boolean error = call.path().contains("stream=stderr");
                    boolean begun = call.path().endsWith("from=0");
                    List<Map<String, Object>> output =
                            error
                                    ? begun ? List.of(part("stderr", 100, "careful\n")) : List.of()
                                    : List.of(
                                            begun
                                                    ? part("stdout", 0, "one\n")
                                                    : part("stdout", 4, "two\n"));
                    return Answer.ok(
                            Map.of(
                                    "task_id",
                                    TASK.toString(),
                                    "attempt",
                                    1,
                                    "ended",
                                    !begun,
                                    "output",
                                    output));
                });
        CommandRun run = beamlet("task", "logs", TASK.toString(), "-f");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo("one\ntwo\n");
        assertThat(run.err()).isEqualTo("-- 100 bytes of stderr left out --\ncareful\n");
    }

    private static Map<String, Object> part(String stream, long from, String text) {
        return Map.of("stream", stream, "from", from, "next", from + text.length(), "text", text);
    }

    @Test
    void aListIsFollowedOverItsPages() {
        service.on(
                "GET /beamlet/v1/tasks",
                call ->
                        call.path().contains("after=")
                                ? Answer.ok(List.of(task("failed")))
                                : new Answer(
                                        200,
                                        List.of(task("cancelled")),
                                        Map.of(
                                                "Link",
                                                "<http://elsewhere/beamlet/v1/tasks?limit=50&after=1.x>;"
                                                        + " rel=\"next\"")));
        CommandRun run = beamlet("task", "list", "--state", "failed", "--function", "f@^1");

        assertThat(run.exit()).isZero();
        assertThat(run.out().lines()).hasSize(3);
        assertThat(run.out())
                .containsPattern(TASK + " +cancelled +.* +2\\.50 s +f@1\\.2\\.0")
                .containsPattern(TASK + " +failed");
        assertThat(service.calls("GET /beamlet/v1/tasks").getFirst().path())
                .contains("state=failed", "function=f%40%5E1", "limit=50");
    }

    private static Map<String, Object> task(String state) {
        return Map.of(
                "task_id",
                TASK.toString(),
                "status",
                "failed",
                "state",
                state,
                "function",
                Map.of("name", "f", "version", "1.2.0", "id", "x"),
                "submitted_at",
                "2026-11-20T10:00:00Z",
                "completed_at",
                "2026-11-20T10:00:02.5Z");
    }

    @Test
    void attemptsAreSetApartInTheStoryOfATask() {
        service.on(
                "GET /beamlet/v1/tasks/" + TASK,
                Map.of(
                        "task_id",
                        TASK.toString(),
                        "status",
                        "running",
                        "state",
                        "running",
                        "progress",
                        Map.of("fraction", 0.42, "what", "frame 42"),
                        "timeline",
                        List.of(
                                step("received", "10:00:00Z", 1),
                                step("running", "10:00:01Z", 1),
                                step("waiting-for-launch", "10:00:04Z", 2),
                                step("running", "10:00:05Z", 2))));
        CommandRun run = beamlet("task", "show", TASK.toString());

        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .containsPattern("progress +42 % frame 42")
                .containsPattern("(?s)running.*— attempt 2 —.*waiting-for-launch")
                .containsPattern("1\\.00 s +running +manager +━+ 3\\.00 s");
    }

    private static Map<String, Object> step(String state, String at, int attempt) {
        return Map.of(
                "state", state, "at", "2026-11-20T" + at, "actor", "manager", "attempt", attempt);
    }

    @Test
    void aVersionIsDeprecatedByItsName() {
        FunctionId id = FunctionId.random();
        service.on("GET /beamlet/v1/functions", List.of(function(id)));
        service.on(
                "POST /beamlet/v1/functions/%s/deprecate".formatted(id),
                Map.of(
                        "function_uuid",
                        id.toString(),
                        "notice",
                        Map.of("status", "deprecated", "reason", "old", "successor", "f@2")));
        CommandRun run =
                beamlet(
                        "function",
                        "deprecate",
                        "f@1.2.0",
                        "--reason",
                        "old",
                        "--successor",
                        "f@2");

        assertThat(run.exit()).isZero();
        assertThat(run.out().strip()).isEqualTo("f@1.2.0 is deprecated: old; use f@2");
        assertThat(
                        service.calls("POST /beamlet/v1/functions/%s/deprecate".formatted(id))
                                .getFirst()
                                .body()
                                .path("successor")
                                .asText())
                .isEqualTo("f@2");
    }

    private static Map<String, Object> function(FunctionId id) {
        return Map.of(
                "function_uuid", id.toString(),
                "function_name", "f",
                "version", "1.2.0",
                "description", "Fits",
                "owner", "me",
                "public", true);
    }

    @Test
    void aSearchShowsWhatIsFound() {
        FunctionId id = FunctionId.random();
        service.on("GET /beamlet/v1/functions", List.of(function(id)));
        CommandRun run = beamlet("function", "search", "FIT");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).containsPattern("f +1\\.2\\.0 +" + id + " +public +Fits");
        assertThat(service.calls("GET /beamlet/v1/functions").getFirst().path())
                .contains("text=FIT");
    }

    @Test
    void aNameThatIsNotInTheCatalogIsResolvedByTheServiceInItsWords() {
        service.on(
                "GET /beamlet/v1/functions/f@%5E3",
                _ ->
                        Answer.error(
                                new BeamletException(
                                        ErrorCode.FUNCTION_VERSION_UNAVAILABLE,
                                        "function 'f' has no version '^3'",
                                        "its live versions are 1.2.0")));
        service.on(
                "GET /beamlet/v1/functions/f@^3",
                _ ->
                        Answer.error(
                                new BeamletException(
                                        ErrorCode.FUNCTION_VERSION_UNAVAILABLE,
                                        "function 'f' has no version '^3'",
                                        "its live versions are 1.2.0")));
        CommandRun run = beamlet("run", "f@^3");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.error()).contains("no version '^3'", "1.2.0");
    }
}
