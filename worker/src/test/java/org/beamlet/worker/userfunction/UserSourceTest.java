package org.beamlet.worker.userfunction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.Progress;
import org.beamlet.protocol.payload.JavaEntry;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.Serialized;
import org.beamlet.protocol.payload.UserFunction;
import org.beamlet.worker.execution.TaskExecution;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions of source files, which are compiled where they run. */
class UserSourceTest {
    private static final String FIT =
            """
            package org.lab;

            import com.fasterxml.jackson.databind.JsonNode;
            import java.util.List;
            import java.util.Map;
            import java.util.Optional;
            import java.util.Set;
            import org.beamlet.catalog.FunctionCall;
            import org.beamlet.catalog.Progress;

            class Fit {
                enum Kind { LINE, CURVE }

                record Point(double x, double y) {}

                record Answer(String kind, Map<String, List<Point>> groups, int degree, Kind of) {}

                static Answer fit(
                        Map<String, List<Point>> groups,
                        Kind kind,
                        Optional<Integer> degree,
                        Progress progress) {
                    progress.at(0.5, "half");
                    return new Answer(kind.name(), groups, degree.orElse(3), kind);
                }

                static JsonNode echo(FunctionCall call) {
                    return call.arguments().path("a");
                }

                static long count(Set<Long> of) {
                    return of.size();
                }

                static void nothing(JsonNode any, Object other, long[][] numbers) {}
            }
            """;

    @TempDir private Path folder;
    private final TaskExecution execution = new TaskExecution(Catalog.load());
    private final List<String> told = new ArrayList<>();

    private TaskOutcome.Finished run(String source, String entry, String positional, String named) {
        UserFunction function = new UserFunction.Source("Fit.java", source, JavaEntry.parse(entry));
        WorkerTask task =
                new WorkerTask(
                        "t",
                        1,
                        "f",
                        function.packed() + Payloads.pack("11\n" + positional, "11\n" + named),
                        List.of());
        Progress progress = (fraction, what) -> told.add(fraction + " " + what);
        return execution.run(task, progress);
    }

    private String result(String entry, String named) {
        TaskOutcome.Finished outcome = run(FIT, "org.lab.Fit#" + entry, "[]", named);
        assertThat(outcome).isInstanceOf(TaskOutcome.Succeeded.class);
        return Serialized.parse(((TaskOutcome.Succeeded) outcome).result()).asJson().toString();
    }

    @Test
    void recordsEnumsAndCollectionsAreMappedBothWays() {
        String result =
                result("fit", "{\"groups\":{\"a\":[{\"x\":1,\"y\":2.5}]},\"kind\":\"CURVE\"}");

        assertThat(result)
                .isEqualTo(
                        "{\"kind\":\"CURVE\",\"groups\":{\"a\":[{\"x\":1.0,\"y\":2.5}]},"
                                + "\"degree\":3,\"of\":\"CURVE\"}");
        assertThat(told).containsExactly("0.5 half");
    }

    @Test
    void theFunctionApiIsThere() {
        assertThat(result("echo", "{\"a\":[1,{\"b\":null}]}")).isEqualTo("[1,{\"b\":null}]");
        assertThat(result("nothing", "{\"any\":1,\"other\":\"x\",\"numbers\":[[1],[]]}"))
                .isEqualTo("null");
        assertThat(result("count", "{\"of\":[1,1,2]}")).isEqualTo("2");
    }

    @Test
    void aMisspeltPartOfARecordIsNamed() {
        TaskOutcome.Failed failed =
                (TaskOutcome.Failed)
                        run(
                                FIT,
                                "org.lab.Fit#fit",
                                "[]",
                                "{\"groups\":{\"a\":[{\"x\":1,\"z\":2}]},\"kind\":\"LINE\"}");

        assertThat(failed.code()).isEqualTo("ARGUMENTS_INVALID");
        assertThat(failed.userMessage()).contains("argument 'groups'", "\"z\"");
    }

    @Test
    void whatDoesNotCompileFailsWithTheLines() {
        TaskOutcome.Failed failed =
                (TaskOutcome.Failed)
                        run(
                                "class Fit {\n  static int f() {\n    return counts;\n  }\n"
                                        + "  org.beamlet.worker.slot.WorkerPool pool;\n}",
                                "Fit#f",
                                "[]",
                                "{}");

        assertThat(failed.code()).isEqualTo("INPUT_INVALID");
        assertThat(failed.userMessage())
                .contains("Fit.java does not compile", "line 3: cannot find symbol", "counts")
                .contains("line 5: package org.beamlet.worker.slot does not exist")
                .doesNotContain("\n");
    }

    @Test
    void theOneMethodOfAFileNeedsNoName() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("Half.java"),
                        """
                        package org.lab;

                        public class Half {
                            public static double of(double whole) {
                                return check(whole) / 2;
                            }

                            static double check(double any) {
                                return any;
                            }
                        }
                        """);

        Inspection found = Inspection.ofSource(file, Optional.empty());

        assertThat(found.function().entry()).hasToString("org.lab.Half#of");
        assertThat(found.arguments()).containsEntry("whole", "double");
    }

    @Test
    void ofSeveralMethodsOneMustBeNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("Fit.java"), FIT);

        assertThatThrownBy(() -> Inspection.ofSource(file, Optional.empty()))
                .hasMessageContaining("count, echo, fit, nothing")
                .hasMessageContaining("--entry org.lab.Fit#");
        assertThat(
                        Inspection.ofSource(file, Optional.of(JavaEntry.parse("org.lab.Fit#fit")))
                                .arguments())
                .containsEntry("degree", "Optional<Integer>")
                .containsEntry("groups", "Map<String, List<Point>>")
                .doesNotContainKey("progress");
    }

    @Test
    void moreCodeThanIsKeptIsLoadedAgain() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 9; i++) {
                String source = "class Fit { static int f() { return %d; } }".formatted(i);
                TaskOutcome.Finished outcome = run(source, "Fit#f", "[]", "{}");
                assertThat(((TaskOutcome.Succeeded) outcome).result()).isEqualTo("11\n" + i);
            }
        }
    }
}
