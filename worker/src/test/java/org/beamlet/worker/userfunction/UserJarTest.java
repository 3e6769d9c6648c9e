package org.beamlet.worker.userfunction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.Progress;
import org.beamlet.protocol.payload.JavaEntry;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.Serialized;
import org.beamlet.protocol.payload.UserFunction;
import org.beamlet.protocol.task.TaskTerms;
import org.beamlet.worker.artifact.Hashes;
import org.beamlet.worker.execution.TaskExecution;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions of JARs, from the file to the result. */
class UserJarTest {
    private static final String PEAKS =
            """
            package org.lab;

            import java.util.ArrayList;
            import java.util.List;

            public class Peaks {
                private static int calls;

                public static List<Integer> find(double[] counts, double threshold) {
                    calls++;
                    List<Integer> peaks = new ArrayList<>();
                    for (int i = 1; i < counts.length - 1; i++) {
                        if (counts[i] > threshold && counts[i] > counts[i - 1] && counts[i] > counts[i + 1]) {
                            peaks.add(i);
                        }
                    }
                    return peaks;
                }

                public String sees(String name) {
                    try {
                        return Class.forName(name).getName();
                    } catch (ClassNotFoundException e) {
                        return "not there";
                    }
                }

                public static int calls() {
                    return calls;
                }

                private static int hidden() {
                    return 0;
                }

                public static Thread thread(int a) {
                    return null;
                }

                public static void twice(int a) {}

                public static void twice(double a) {}

                public static void fails(int code) {
                    throw new IllegalStateException("code " + code);
                }
            }
            """;

    @TempDir private Path folder;
    private final TaskExecution execution = new TaskExecution(Catalog.load());

    private TaskOutcome.Finished run(
            Path jar, String entry, String positional, String named, @Nullable Path where)
            throws Exception {
        UserFunction function =
                new UserFunction.Jar(
                        Hashes.of(jar), Files.size(jar), JavaEntry.parse("org.lab.Peaks#" + entry));
        WorkerTask task =
                new WorkerTask(
                        "t",
                        1,
                        "f",
                        function.packed() + Payloads.pack("11\n" + positional, "11\n" + named),
                        java.util.List.of(),
                        where,
                        TaskTerms.NONE);
        return execution.run(task, Progress.NONE);
    }

    private String result(Path jar, String entry, String positional, String named)
            throws Exception {
        TaskOutcome.Finished outcome = run(jar, entry, positional, named, jar);
        assertThat(outcome).isInstanceOf(TaskOutcome.Succeeded.class);
        return Serialized.parse(((TaskOutcome.Succeeded) outcome).result()).asJson().toString();
    }

    private TaskOutcome.Failed failure(Path jar, String entry, String positional, String named)
            throws Exception {
        return (TaskOutcome.Failed) run(jar, entry, positional, named, jar);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]            | {\"counts\":[0,5,1,2],\"threshold\":1}",
                "[[0,5,1,2],1] | {}",
                "[[0,5,1,2]]   | {\"threshold\":1.5}"
            })
    void argumentsAreGivenByNameOrInOrder(String positional, String named) throws Exception {
        Path jar = TestJar.of(folder, "Peaks.java", PEAKS, "-parameters");

        assertThat(result(jar, "find", positional, named)).isEqualTo("[1]");
    }

    @Test
    void namesNotedForDebuggersWillDoAndWithoutThemThereIsTheOrder() throws Exception {
        Path debug = TestJar.of(folder, "Peaks.java", PEAKS, "-g");
        assertThat(result(debug, "find", "[]", "{\"counts\":[0,5,1,2],\"threshold\":1}"))
                .isEqualTo("[1]");

        Path bare = TestJar.of(folder, "Peaks.java", PEAKS, "-g:none");
        assertThat(result(bare, "find", "[]", "{\"arg0\":[0,5,1,2],\"arg1\":1}")).isEqualTo("[1]");
        assertThat(result(bare, "find", "[[0,5,1,2],1]", "{}")).isEqualTo("[1]");
    }

    @Test
    void classesStayLoadedForTheNextCall() throws Exception {
        Path jar = TestJar.of(folder, "Peaks.java", PEAKS);
        result(jar, "find", "[[],1]", "{}");
        result(jar, "find", "[[],1]", "{}");

        assertThat(result(jar, "calls", "[]", "{}")).isEqualTo("2");
    }

    @ParameterizedTest
    @CsvSource({
        "org.beamlet.worker.execution.TaskExecution,not there",
        "org.beamlet.protocol.json.Json,not there",
        "io.grpc.Status,not there",
        "org.beamlet.catalog.xpcs.XpcsCorrelate,not there",
        "org.beamlet.catalog.Progress,org.beamlet.catalog.Progress",
        "com.fasterxml.jackson.databind.JsonNode,com.fasterxml.jackson.databind.JsonNode",
        "java.sql.Connection,java.sql.Connection"
    })
    void onlyTheJdkAndTheFunctionApiAreSeen(String name, String seen) throws Exception {
        Path jar = TestJar.of(folder, "Peaks.java", PEAKS);

        assertThat(result(jar, "sees", "[\"%s\"]".formatted(name), "{}"))
                .isEqualTo("\"%s\"".formatted(seen));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"counts\":[1]}                              | 'threshold'",
                "{\"counts\":[1],\"threshold\":1,\"limit\":2}  | 'limit'",
                "{\"counts\":[1],\"threshold\":\"much\"}       | argument 'threshold'",
                "{\"counts\":[1],\"threshold\":null}           | argument 'threshold'",
                "{\"counts\":\"x\",\"threshold\":1}            | argument 'counts'"
            })
    void anArgumentThatDoesNotFitIsNamed(String named, String text) throws Exception {
        Path jar = TestJar.of(folder, "Peaks.java", PEAKS, "-parameters");

        TaskOutcome.Failed failed = failure(jar, "find", "[]", named);

        assertThat(failed.code()).isEqualTo("ARGUMENTS_INVALID");
        assertThat(failed.userMessage()).contains(text).doesNotContain("\n", "CoercionConfig");
    }

    @Test
    void anErrorOfTheFunctionComesWithItsOwnTrace() throws Exception {
        Path jar = TestJar.of(folder, "Peaks.java", PEAKS);

        TaskOutcome.Failed failed = failure(jar, "fails", "[7]", "{}");

        assertThat(failed.code()).isEqualTo("RemoteExecutionError");
        assertThat(failed.trace())
                .startsWith("java.lang.IllegalStateException: code 7")
                .contains("Peaks.java:");
    }

    @Test
    void aJarThatIsMissingOrHasOtherContentIsNamed() throws Exception {
        Path jar = TestJar.of(folder, "Peaks.java", PEAKS);
        TaskOutcome.Failed missing =
                (TaskOutcome.Failed) run(jar, "calls", "[]", "{}", folder.resolve("no.jar"));
        Path other = Files.writeString(folder.resolve("other.jar"), "x");
        TaskOutcome.Failed mixed = (TaskOutcome.Failed) run(jar, "calls", "[]", "{}", other);

        assertThat(missing.code()).isEqualTo("ARTIFACT_NOT_FOUND");
        assertThat(mixed.code()).isEqualTo("INPUT_INVALID");
        assertThat(mixed.userMessage()).contains(Hashes.of(jar), Hashes.of(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "org.lab.Peaks#fined   | FUNCTION_NOT_FOUND   | find",
                "org.lab.Peaks#hidden  | SEMANTICALLY_INVALID | private",
                "org.lab.Peaks#twice   | SEMANTICALLY_INVALID | 2 methods",
                "org.lab.Peaks#thread  | SEMANTICALLY_INVALID | Thread",
                "org.lab.Valleys#find  | FUNCTION_NOT_FOUND   | org.lab.Valleys",
                "Peaks#find            | FUNCTION_NOT_FOUND   | with its package"
            })
    void whatCannotBeAFunctionIsSaidBeforeItIsRegistered(String entry, String code, String text) {
        Path jar = TestJar.of(folder, "Peaks.java", PEAKS);

        assertThatThrownBy(() -> Inspection.ofJar(jar, JavaEntry.parse(entry)))
                .hasMessageContaining(text)
                .extracting("code")
                .hasToString(code);
    }

    @Test
    void anInspectionTellsWhatCallersNeedToKnow() throws Exception {
        Path jar = TestJar.of(folder, "Peaks.java", PEAKS, "-parameters");

        Inspection found = Inspection.ofJar(jar, JavaEntry.parse("org.lab.Peaks#find"));

        assertThat(found.arguments())
                .containsExactly(Map.entry("counts", "double[]"), Map.entry("threshold", "double"));
        assertThat(found.result()).isEqualTo("List<Integer>");
        assertThat(found.function())
                .isEqualTo(
                        new UserFunction.Jar(
                                Hashes.of(jar),
                                Files.size(jar),
                                JavaEntry.parse("org.lab.Peaks#find")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../x.class", "/etc/x", "a/../../b", "a\\..\\b", "C:/x"})
    void aJarWithEntriesThatLeadOutOfItIsRefused(String name) throws Exception {
        Path jar = TestJar.zip(folder.resolve("bad.jar"), Map.of(name, new byte[1]));

        assertThatThrownBy(() -> Inspection.ofJar(jar, JavaEntry.parse("A#b")))
                .hasMessageContaining("leads out of it");
    }

    @Test
    void aFileThatIsNoJarIsRefused() throws Exception {
        Path jar = Files.writeString(folder.resolve("bad.jar"), "not a zip");

        assertThatThrownBy(() -> Inspection.ofJar(jar, JavaEntry.parse("A#b")))
                .hasMessageContaining("bad.jar is no JAR");
    }

    @Test
    void aJarForANewerJavaNamesBothVersions() throws Exception {
        Path jar = TestJar.of(folder, "Peaks.java", PEAKS);
        int here = Runtime.version().feature();
        Path newer = newer(jar);

        TaskOutcome.Failed failed = failure(newer, "calls", "[]", "{}");

        assertThat(failed.code()).isEqualTo("INPUT_INVALID");
        assertThat(failed.userMessage())
                .contains("Java " + (here + 1), "Java " + here, "--release " + here);
    }

    /** The same class, with the version of the next Java in its head. */
    private Path newer(Path jar) throws Exception {
        try (java.util.zip.ZipFile zip = new java.util.zip.ZipFile(jar.toFile())) {
            byte[] bytes = zip.getInputStream(zip.getEntry("org/lab/Peaks.class")).readAllBytes();
            bytes[7]++;
            return TestJar.zip(folder.resolve("newer.jar"), Map.of("org/lab/Peaks.class", bytes));
        }
    }
}
