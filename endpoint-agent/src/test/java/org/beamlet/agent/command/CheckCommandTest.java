package org.beamlet.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckCommandTest {
    private static final Path SITES = Path.of("src/test/resources/sites");

    @TempDir Path home;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void anEndpoint() throws IOException {
        Files.createDirectories(lab());
    }

    private Path lab() {
        return home.resolve("endpoints/lab");
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine line =
                EndpointProgram.commandLine(
                        new EndpointCommand(
                                Map.of(
                                        "BEAMLET_HOME",
                                        home.toString(),
                                        "BEAMLET_URL",
                                        "http://127.0.0.1:1")));
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }

    private void config(String text) throws IOException {
        Files.writeString(lab().resolve("config.yaml"), text);
    }

    private void template(String site) throws IOException {
        config("display_name: null\n");
        Files.copy(SITES.resolve(site + ".yaml.j2"), lab().resolve("user_config_template.yaml.j2"));
    }

    @Test
    void aNewEndpointIsFineAndShownWithAllItsDefaults() throws IOException {
        run("configure", "fresh");

        assertThat(run("check", "fresh")).isZero();

        assertThat(err.toString()).isEmpty();
        assertThat(out.toString())
                .contains(
                        "\nengine:\n  type: GlobusComputeEngine\n",
                        "\n  provider:\n    type: LocalProvider\n",
                        "    launcher:\n      type: SingleNodeLauncher\n",
                        "# Script of a block, started on this machine\n#!/bin/bash\n",
                        "NodeManagerMain");
    }

    @Test
    void theCommandOfAContainerIsShown() throws IOException {
        config(
                """
                engine:
                  type: GlobusComputeEngine
                  container_type: docker
                  container_uri: lab/image:1
                  container_cmd_options: --gpus all
                  provider:
                    type: LocalProvider
                """);

        assertThat(run("check", "lab")).isZero();

        assertThat(out.toString())
                .contains(
                        "# A worker in its container\nexec docker run --rm -i --name beamlet-1 ",
                        " --gpus all lab/image:1 /bin/sh " + lab(),
                        "/worker-1.sh\n");
    }

    @Test
    void theBatchScriptIsShownAndNothingIsMade() throws IOException {
        config(
                """
                engine:
                  type: GlobusComputeEngine
                  address: 127.0.0.1
                  provider:
                    type: SlurmProvider
                    partition: debug
                    worker_init: |
                      module load cuda
                      export A=1
                """);

        assertThat(run("check", "lab")).isZero();

        assertThat(out.toString())
                .contains(
                        "    partition: debug\n",
                        "    worker_init: |\n      module load cuda\n      export A=1\n",
                        "# Script of a block, submitted by: sbatch ",
                        "#SBATCH --partition=debug\n");
        assertThat(err.toString()).isEmpty();
        assertThat(lab()).isDirectoryNotContaining("glob:**blocks");
    }

    @Test
    void torqueIsShownAndStarts() throws IOException {
        config(
                """
                engine:
                  type: GlobusComputeEngine
                  address: 127.0.0.1
                  provider:
                    type: TorqueProvider
                    queue: batch
                    node_properties: gpus=2
                    launcher: {type: SingleNodeLauncher}
                """);

        assertThat(run("check", "lab")).isZero();

        assertThat(out.toString())
                .contains(
                        "    queue: batch\n",
                        "    node_properties: \"gpus=2\"\n",
                        "    walltime: \"00:20:00\"\n",
                        "submitted by: qsub -q batch ",
                        "#PBS -l nodes=1:ppn=1:gpus=2\n");
    }

    @Test
    void aFolderThatABatchSystemWouldNotTakeIsTold() throws IOException {
        home = Files.createDirectories(home.resolve("my home"));
        Files.createDirectories(lab());
        config(
                """
                engine: {type: GlobusComputeEngine, provider: {type: PBSProProvider}}
                """);

        assertThat(run("check", "lab")).isEqualTo(2);
        assertThat(err.toString()).contains("my home", "BEAMLET_HOME");
        assertThat(run("start", "lab")).isEqualTo(2);
        assertThat(err.toString()).contains("my home", "BEAMLET_HOME");
    }

    @Test
    void aProgramIsToldTheSame() throws IOException {
        config(
                """
                amqp_port: 443
                engine:
                  type: ThreadPoolEngine
                  max_workers: 3
                """);

        assertThat(run("check", "lab", "--json")).isZero();

        JsonNode told = Json.read(out.toString());
        assertThat(told.path("starts").asBoolean()).isTrue();
        assertThat(told.path("warnings").get(0).asText()).startsWith("line 1: amqp_port");
        assertThat(told.path("digest").asText()).hasSize(64);
        assertThat(told.at("/config/engine/max_workers_per_node").asInt()).isEqualTo(3);
        assertThat(told.path("script").asText()).startsWith("#!/bin/bash\n");
        assertThat(told.path("submission")).isEmpty();
    }

    @Test
    void everyFaultIsToldAtOnce() throws IOException {
        config("engine:\n  type: GlobusComputeEngin\n  provder: {}\nheartbeat_period: 1\n");

        assertThat(run("check", "lab")).isEqualTo(2);

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .contains("line 2: engine.type", "line 3: engine.provder", "line 4: heartbeat");
    }

    @Test
    void anInterfaceThatThisMachineLacksKeepsAnEndpointFromStarting() throws IOException {
        config(
                """
                engine:
                  type: GlobusComputeEngine
                  address: {type: address_by_interface, ifname: hsn77}
                """);

        assertThat(run("check", "lab")).isEqualTo(2);
        assertThat(err.toString()).contains("hsn77", "ip -br addr");
    }

    @Test
    void aTemplateIsFilledInAsASubmissionWould() throws IOException {
        template("alcf-polaris");
        Path options =
                Files.writeString(
                        home.resolve("options.json"),
                        "{\"POLARIS_ACCOUNT\": \"APS\", \"COMMAND\": \"module load conda\"}");

        assertThat(run("check", "lab", "--user-config", options.toString(), "--json")).isEqualTo(2);

        JsonNode told = Json.read(out.toString());
        assertThat(told.at("/config/engine/provider/account").asText()).isEqualTo("APS");
        assertThat(told.path("submission").toString())
                .startsWith("[\"qsub\",\"-q\",\"debug-scaling\",\"-A\",\"APS\",");
        assertThat(told.path("refused").toString()).contains("hsn0");
    }

    @Test
    void whatATemplateLacksIsNamedAndItsSchemaIsHeldTo() throws IOException {
        template("container-of-choice");
        Files.copy(
                SITES.resolve("container-of-choice.json"),
                lab().resolve("user_config_schema.json"));
        Path wrong = Files.writeString(home.resolve("wrong.json"), "{\"container_type\": \"lxc\"}");

        assertThat(run("check", "lab")).isEqualTo(2);
        assertThat(err.toString()).contains("'container_type' is not given");
        assertThat(run("check", "lab", "--user-config", wrong.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("container_type", "podman-hpc");
        config("identity_mapping_config_path: /etc/mapping.json\n");
        assertThat(run("start", "lab")).isEqualTo(2);
        assertThat(err.toString()).contains("runs its users' tasks as their accounts", "--as-root");
    }

    @Test
    void optionsWithoutATemplateAndAMissingEngineAreAnswered() throws IOException {
        config("engine:\n  type: ThreadPoolEngine\n");
        assertThat(run("check", "lab", "--user-config", "x.json")).isEqualTo(2);
        assertThat(err.toString()).contains("has no template");

        config("display_name: x\n");
        assertThat(run("check", "lab")).isEqualTo(2);
        assertThat(err.toString()).contains("engine is missing");
    }
}
