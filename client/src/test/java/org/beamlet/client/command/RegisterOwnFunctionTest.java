package org.beamlet.client.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;
import org.beamlet.client.FakeService;
import org.beamlet.protocol.payload.JavaEntry;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.UserFunction;
import org.beamlet.worker.artifact.Hashes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code function register} with a method of one's own. */
class RegisterOwnFunctionTest {
    private static final String ID = "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69";
    private static final String PEAKS =
            """
            package org.lab;

            import java.util.List;

            public class Peaks {
                public static List<Integer> find(double[] counts, double threshold) {
                    return List.of();
                }
            }
            """;

    @TempDir private Path folder;
    private FakeService service;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService();
        service.on("POST /v3/functions", Map.of("function_uuid", ID));
        Files.writeString(folder.resolve("Peaks.java"), PEAKS);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private CommandRun register(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "function";
        all[1] = "register";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return CommandRun.in(
                folder, Map.of("BEAMLET_URL", service.url().toString(), "BEAMLET_TOKEN", "t"), all);
    }

    private JsonNode registered() {
        assertThat(service.calls("POST /v3/functions")).hasSize(1);
        return service.calls("POST /v3/functions").getFirst().body();
    }

    private Optional<UserFunction> code() {
        return UserFunction.parse(
                Payloads.unpack(registered().path("function_code").asText()).getFirst());
    }

    private Path jar() throws IOException {
        int compiled =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-g",
                                "-d",
                                folder.toString(),
                                folder.resolve("Peaks.java").toString());
        assertThat(compiled).isZero();
        Path jar = folder.resolve("my.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("org/lab/Peaks.class"));
            zip.write(Files.readAllBytes(folder.resolve("org/lab/Peaks.class")));
        }
        return jar;
    }

    @Test
    void aJarIsSentUnderItsHashAndItsMethodRegistered() throws Exception {
        Path jar = jar();
        String hash = Hashes.of(jar);
        service.on("PUT /beamlet/v1/artifacts/" + hash, Map.of("sha256", hash));

        CommandRun run =
                register(
                        "--jar",
                        "my.jar",
                        "--entry",
                        "org.lab.Peaks#find",
                        "--name",
                        "lab.peaks@1.2.0",
                        "--description",
                        "Finds peaks");

        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains(ID, "lab.peaks@1.2.0");
        assertThat(service.calls("PUT /beamlet/v1/artifacts/").getFirst().body().binaryValue())
                .isEqualTo(Files.readAllBytes(jar));
        assertThat(registered().path("function_name").asText()).isEqualTo("lab.peaks");
        assertThat(registered().path("description").asText()).isEqualTo("Finds peaks");
        assertThat(registered().path("public").asBoolean()).isFalse();
        assertThat(registered().path("meta").path("version").asText()).isEqualTo("1.2.0");
        assertThat(registered().path("meta").path("arguments").toString())
                .isEqualTo("{\"counts\":\"double[]\",\"threshold\":\"double\"}");
        assertThat(code())
                .get()
                .isInstanceOfSatisfying(
                        UserFunction.Jar.class,
                        function -> assertThat(function.sha256()).isEqualTo(hash));
    }

    @Test
    void aPythonFileAndAScriptTravelAsSourceText() throws IOException {
        Files.writeString(folder.resolve("total.py"), "def total(xs):\n    return sum(xs)\n");
        CommandRun run = register("total.py", "--name", "lab.total@1.0.0");

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains(ID, "lab.total@1.0.0");
        assertThat(Payloads.first(registered().path("function_code").asText()))
                .isEqualTo("st\ntotal:def total(xs):\n    return sum(xs)\n");
        assertThat(registered().path("meta").path("version").asText()).isEqualTo("1.0.0");
        assertThat(registered().path("meta").has("publisher")).isFalse();
    }

    @Test
    void aProjectIsRegisteredUnderItsNameAndPublishedUnderTheUsers() {
        service.on("GET /beamlet/v1/whoami", Map.of("user", "anna"));
        assertThat(CommandRun.in(folder, "function", "new", "lab.lines", "--shell").exit())
                .isZero();
        CommandRun run = register("lines", "--publish");

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains(ID, "lab.lines@0.1.0");
        assertThat(registered().path("meta").path("publisher").asText()).isEqualTo("anna");
        assertThat(registered().path("description").asText())
                .isEqualTo("Counts the lines of a file");
        assertThat(registered().path("function_code").asText()).contains("def lines(**arguments):");
    }

    @Test
    void whatIsNoProjectSaysHowToMakeOne() throws IOException {
        Files.createDirectory(folder.resolve("empty"));

        assertThat(register("empty").error()).contains("beamlet-function.json");
        assertThat(register("none.py").error()).contains("none.py");
        assertThat(register("my.jar").error()).contains("method must be named");
        assertThat(register("diagnostics.noop", "--publish").error()).contains("--publish");
    }

    @Test
    void aSourceFileTravelsAsItIs() {
        CommandRun run = register("--source", "Peaks.java");

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains(ID, "Peaks.find");
        assertThat(code())
                .get()
                .isInstanceOfSatisfying(
                        UserFunction.Source.class,
                        function -> {
                            assertThat(function.text()).isEqualTo(PEAKS);
                            assertThat(function.entry()).hasToString("org.lab.Peaks#find");
                        });
    }

    @Test
    void showTellsWhatItIsMadeOfAndItsArguments() {
        JavaEntry entry = JavaEntry.parse("org.lab.Peaks#find");
        service.on(
                "GET /v2/functions/" + ID,
                Map.of(
                        "function_name",
                        "lab.peaks",
                        "function_code",
                        new UserFunction.Jar("0a".repeat(32), 10, entry).packed(),
                        "metadata",
                        Map.of("arguments", Map.of("counts", "double[]"), "returns", "int")));

        CommandRun run =
                CommandRun.in(
                        folder,
                        Map.of("BEAMLET_URL", service.url().toString(), "BEAMLET_TOKEN", "t"),
                        "function",
                        "show",
                        ID);

        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("lab.peaks", ID, "0a".repeat(32), "org.lab.Peaks#find")
                .containsPattern("counts +double\\[]")
                .containsPattern("returns +int");
    }

    @Test
    void whatWillNotRunIsNotRegistered() throws IOException {
        Files.writeString(
                folder.resolve("Bad.java"), "public class Bad {\n  public static int f() { }\n}\n");

        CommandRun broken = register("--source", "Bad.java");
        CommandRun missing = register("--source", "Peaks.java", "--entry", "org.lab.Peaks#fnd");
        CommandRun none = register("--jar", "no.jar", "--entry", "A#b");

        assertThat(broken.error()).contains("Bad.java does not compile: line 2: missing return");
        assertThat(missing.error()).contains("has no method 'fnd'", "find");
        assertThat(none.error()).contains("no.jar");
        assertThat(service.calls("POST")).isEmpty();
        assertThat(service.calls("PUT")).isEmpty();
    }

    @Test
    void optionsThatDoNotGoTogetherAreRefused() {
        assertThat(register().error()).contains("no function is named");
        assertThat(register("--all", "--source", "Peaks.java").error()).contains("exclude");
        assertThat(register("--jar", "my.jar").error()).contains("--jar needs --entry");
        assertThat(register("diagnostics.noop", "--name", "x").error()).contains("--name");
        assertThat(register("--source", "Peaks.java", "--name", "x@new").error())
                .contains("'new' is no version");
        assertThat(service.calls("POST")).isEmpty();
    }
}
