package org.beamlet.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ConfigureCommandTest {
    @TempDir Path home;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine line =
                EndpointProgram.commandLine(
                        new EndpointCommand(Map.of("BEAMLET_HOME", home.toString())));
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }

    private Path lab(String file) {
        return home.resolve("endpoints/lab").resolve(file);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(home.resolve(name), text).toString();
    }

    @Test
    void aManagerEndpointWorksAsItIs() throws Exception {
        assertThat(run("configure", "lab", "--multi-user", "--display-name", "Lab: 1")).isZero();

        assertThat(out.toString())
                .contains("Created profile for endpoint named <lab>", "user_config_schema.json");
        for (String made :
                List.of(
                        "config.yaml",
                        "user_config_template.yaml.j2",
                        "user_config_schema.json",
                        "user_environment.yaml")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lab(made))))
                    .isEqualTo("rw-------");
        }
        assertThat(lab("config.yaml")).content().contains("\"Lab: 1\"");
        assertThat(run("check", "lab", "--offline")).isZero();
        assertThat(out.toString()).contains("LocalProvider");
        String options =
                file("options.json", "{\"workers\": 1, \"worker_init\": \"module load x\"}");
        assertThat(run("check", "lab", "--offline", "--user-config", options)).isZero();
        assertThat(out.toString()).contains("module load x");
        String other = file("other.json", "{\"workers\": \"all\"}");
        assertThat(run("check", "lab", "--offline", "--user-config", other)).isNotZero();
        assertThat(err.toString()).contains("workers: string found, integer expected");
    }

    private static List<String> sites() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("../configs"))) {
            return all.filter(folder -> Files.exists(folder.resolve("config.yaml")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void eachSiteThatThereIsCanBeBegunFrom() throws Exception {
        assertThat(new SiteConfig.Names()).containsExactlyElementsOf(sites());
        for (String site : sites()) {
            assertThat(run("configure", site, "--site", site)).as(err.toString()).isZero();

            assertThat(home.resolve("endpoints/" + site + "/config.yaml"))
                    .hasSameTextualContentAs(Path.of("../configs", site, "config.yaml"));
        }
    }

    @Test
    void whatAPersonHasToFillInIsSaid() throws Exception {
        assertThat(run("configure", "lab", "--site", "perlmutter-gpu")).isZero();

        List<String> lines = Files.readAllLines(lab("config.yaml"));
        int account =
                lines.indexOf(
                        lines.stream().filter(l -> l.contains("m0000_g")).toList().getFirst());
        assertThat(out.toString())
                .contains(
                        "Fill in first:",
                        "    line %d, account: your project at NERSC".formatted(account + 1),
                        ", worker_init: modules",
                        "beamlet endpoint check lab");
        assertThat(run("configure", "other", "--site", "laptop")).isZero();
        assertThat(out.toString()).doesNotContain("Fill in first");
    }

    @Test
    void aSiteThatThereIsNotIsRefusedWithThoseThatThereAre() {
        assertThat(run("configure", "lab", "--site", "polari")).isEqualTo(2);
        assertThat(err.toString()).contains("'polari'", "perlmutter-cpu", "polaris");
        assertThat(run("configure", "lab", "--site", "polaris", "--multi-user")).isEqualTo(2);
        assertThat(run("configure", "lab", "--site", "polaris", "--display-name", "x"))
                .isEqualTo(2);
        assertThat(
                        run(
                                "configure",
                                "lab",
                                "--site",
                                "polaris",
                                "--endpoint-config",
                                "../configs/polaris/config.yaml"))
                .isEqualTo(2);
        assertThat(lab("config.yaml")).doesNotExist();
    }

    @Test
    void filesThatAreGivenAreTakenOver() throws Exception {
        String template =
                file(
                        "t.j2",
                        """
                        engine:
                          type: GlobusComputeEngine
                          provider: {type: LocalProvider, max_blocks: {{ blocks }}}
                        """);
        String schema = file("s.json", "{\"type\": \"object\", \"required\": [\"blocks\"]}");
        String environment = file("e.yaml", "SCRATCH: /scratch\n");
        String config = file("m.yaml", "display_name: mine\nmax_user_endpoints: 3\n");

        assertThat(
                        run(
                                "configure",
                                "lab",
                                "--manager-config",
                                config,
                                "--template-config",
                                template,
                                "--schema-config",
                                schema,
                                "--user-env-config",
                                environment))
                .isZero();

        assertThat(lab("config.yaml")).hasSameTextualContentAs(Path.of(config));
        assertThat(lab("user_config_template.yaml.j2")).hasSameTextualContentAs(Path.of(template));
        assertThat(lab("user_config_schema.json")).hasSameTextualContentAs(Path.of(schema));
        assertThat(lab("user_environment.yaml")).hasSameTextualContentAs(Path.of(environment));
    }

    @Test
    void aTemplateOfOnesOwnComesWithoutTheUsualSchema() throws Exception {
        assertThat(run("configure", "lab", "--template-config", file("t.j2", "engine: {}\n")))
                .isZero();

        assertThat(lab("user_config_schema.json")).doesNotExist();
    }

    @Test
    void aConfigurationThatRunsTasksIsTakenOver() throws Exception {
        String config =
                file(
                        "c.yaml",
                        """
                        # Kept as it is.
                        engine:
                          type: GlobusComputeEngine
                          provider: {type: LocalProvider}
                        """);

        assertThat(run("configure", "lab", "--endpoint-config", config)).isZero();

        assertThat(lab("config.yaml")).hasSameTextualContentAs(Path.of(config));
        assertThat(lab("user_config_template.yaml.j2")).doesNotExist();
    }

    @Test
    void nothingIsMadeOfFilesThatAreWrong() throws Exception {
        String engine = file("c.yaml", "engine: {type: NoSuchEngine}\n");
        String json = file("s.json", "{\"$ref\": \"http://elsewhere/s.json\"}");
        String list = file("e.yaml", "- SCRATCH\n");

        assertWrong("NoSuchEngine", "--endpoint-config", engine);
        assertWrong("has an engine", "--manager-config", engine);
        assertWrong("s.json", "--schema-config", json);
        assertWrong("not a mapping", "--user-env-config", list);
        assertWrong("cannot be read", "--template-config", home.resolve("absent").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--multi-user", "--display-name=x"})
    void whatDoesNotGoTogetherIsRefused(String other) throws Exception {
        String config = file("c.yaml", "engine: {type: GlobusComputeEngine}\n");

        assertWrong("error: --", "--endpoint-config", config, other);
    }

    @Test
    void multiUserMayBeSaidNotToBe() {
        assertThat(run("configure", "lab", "--multi-user", "false")).isZero();

        assertThat(lab("config.yaml")).content().contains("LocalProvider");
    }

    private void assertWrong(String why, String... options) {
        String[] arguments = new String[options.length + 2];
        arguments[0] = "configure";
        arguments[1] = "lab";
        System.arraycopy(options, 0, arguments, 2, options.length);

        assertThat(run(arguments)).isEqualTo(2);
        assertThat(err.toString()).startsWith("error: ").contains(why).doesNotContain("\tat ");
        assertThat(home.resolve("endpoints/lab")).doesNotExist();
    }
}
