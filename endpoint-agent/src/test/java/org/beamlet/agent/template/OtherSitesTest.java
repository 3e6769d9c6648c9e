package org.beamlet.agent.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.beamlet.agent.config.AddressConfig;
import org.beamlet.agent.config.BlockConfig;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.ContainerConfig;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.config.EngineType;
import org.beamlet.agent.config.IdleConfig;
import org.beamlet.agent.config.ManagerConfig;
import org.beamlet.agent.config.MpiConfig;
import org.beamlet.agent.config.NotCarriedOut;
import org.beamlet.agent.config.ProviderConfig;
import org.beamlet.agent.config.ScalingConfig.Strategy;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.providers.kubernetes.PodTerms;
import org.beamlet.providers.launcher.Launcher;
import org.beamlet.providers.pbs.PbsPro;
import org.junit.jupiter.api.Test;

/** The other documented configurations, and what they come to. */
class OtherSitesTest {
    @Test
    void polaris() {
        EndpointConfig config =
                Sites.config(
                        "alcf-polaris",
                        "{\"POLARIS_ACCOUNT\": \"APS\", \"COMMAND\": \"module load conda\"}");

        assertThat(Sites.job(config))
                .isEqualTo(
                        new PbsPro(
                                "debug-scaling",
                                "APS",
                                32,
                                "ngpus=4",
                                "#PBS -l filesystems=home:grand:eagle",
                                Duration.ofHours(1),
                                Duration.ofMinutes(2)));
        assertThat(config.engine().provider().launcher())
                .isEqualTo(new Launcher.MpiExec("--cpu-bind", "--depth=64 --ppn 1"));
        assertThat(config.engine().provider().blocks()).isEqualTo(new BlockConfig(0, 0, 2, 1, 1));
        assertThat(config.engine().address()).isEqualTo(new AddressConfig.OfInterface("hsn0"));
        assertThat(Sites.script(config))
                .contains(
                        "#PBS -l select=1:ncpus=32:ngpus=4\n",
                        "#PBS -l walltime=01:00:00\n",
                        "#PBS -l filesystems=home:grand:eagle\n",
                        "\nmodule load conda\n",
                        "mpiexec --cpu-bind none --depth=64 --ppn 1 -n 1 --hostfile");
    }

    @Test
    void polarisForItsUsers() {
        EndpointConfig config =
                Sites.config(
                        "alcf-polaris-users", "{\"ACCOUNT_ID\": \"A\", \"NODES_PER_BLOCK\": 4}");

        assertThat(config.displayName()).contains("Polaris at ALCF - debug-scaling queue");
        assertThat(config.idle()).isEqualTo(new IdleConfig(10, 5760));
        assertThat(config.engine().provider().blocks().nodesPerBlock()).isEqualTo(4);
        assertThat(config.engine().scaling().idletime()).isEqualTo(Duration.ofSeconds(30));
        assertThat(Sites.job(config).walltime()).isEqualTo(Duration.ofHours(1));
        assertThat(config.engine().provider().launcher())
                .isEqualTo(new Launcher.MpiExec("--bind-to", ""));
    }

    @Test
    void kubernetesIsReadAndMayStart() {
        EndpointConfig config =
                Sites.config(
                        "kubernetes",
                        """
                        {"NAMESPACE": "default", "IMAGE": "python:3.12-bookworm", "SECRET": "s",
                         "COMMAND": "true"}
                        """);

        assertThat(config.heartbeatPeriod()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.engine().address()).isEqualTo(new AddressConfig.OfRoute());
        PodTerms pods = ((ProviderConfig.Kubernetes) config.engine().provider()).pods();
        assertThat(pods.image()).isEqualTo("python:3.12-bookworm");
        assertThat(pods.limits()).containsEntry("memory", "4096Mi").containsEntry("cpu", "4");
        assertThat(pods.requests()).containsEntry("memory", "1024Mi").containsEntry("cpu", "1");
        assertThat(pods.pullSecret()).isEqualTo("s");
        assertThat(config.notes())
                .anyMatch(note -> note.startsWith("line 2: heartbeat_threshold"))
                .anyMatch(note -> note.startsWith("line 6: engine.encrypted"));
    }

    @Test
    void theOpenSciencePoolIsReadAndRefusedWithItsReason() {
        EndpointConfig config =
                Sites.config(
                        "ospool",
                        "{\"PROJECT_NAME\": \"p\", \"APPTAINER_IMAGE_PATH\": \"osdf:x\"}");

        assertThat(config.engine().workingDir()).isEqualTo("/tmp/tasks_dir");
        assertThat(Sites.notDone(config))
                .contains("CondorProvider", "Slurm, PBS Pro, Torque and Cobalt");
        assertThat(config.notes()).hasSize(2);
    }

    @Test
    void pinnedWorkersAreNoMoreThanTheirDevices() {
        EndpointConfig four = Sites.config("pinned-workers", "{}");
        EndpointConfig two =
                Sites.config(
                        "pinned-workers", "{\"DEVICES\": [\"opencl:gpu:1\", \"opencl:gpu:2\"]}");

        assertThat(four.engine().worker().accelerators()).containsExactly("0", "1", "2", "3");
        assertThat(two.engine().worker().accelerators())
                .containsExactly("opencl:gpu:1", "opencl:gpu:2");
        assertThat(two.engine().maxWorkersPerNode()).isEqualTo(2);
        assertThat(Sites.notDone(two)).isEmpty();
    }

    @Test
    void aPoolOfThreadsOrProcessesIsABlockOnThisMachine() {
        EndpointConfig threads = Sites.config("thread-pool", "{}");
        EndpointConfig processes = Sites.config("process-pool", "{}");

        assertThat(threads.engine().type()).isEqualTo(EngineType.THREADS);
        assertThat(threads.engine().maxWorkersPerNode()).isEqualTo(3);
        assertThat(threads.engine().scaling().strategy()).isEqualTo(Strategy.NONE);
        assertThat(threads.engine().provider().blocks()).isEqualTo(new BlockConfig(1, 1, 1, 1, 1));
        assertThat(Sites.notDone(threads)).isEmpty();
        assertThat(processes.engine().maxWorkersPerNode()).isEqualTo(4);
        assertThat(processes.engine().worker().tasksPerWorker()).isEqualTo(OptionalInt.of(100));
        assertThat(NotCarriedOut.of(processes)).isEmpty();
    }

    @Test
    void theFirstClusterOfTheDocumentation() {
        EndpointConfig config = Sites.config("first-cluster", "{}");

        assertThat(config.engine().maxRetriesOnSystemFailure()).isEqualTo(OptionalInt.of(2));
        assertThat(config.engine().provider().blocks().maxBlocks()).isEqualTo(4);
        assertThat(config.engine().scaling().maxIdletime()).contains(Duration.ofMinutes(1));
        assertThat(config.engine().scaling().period()).contains(Duration.ofMinutes(2));
    }

    @Test
    void containers() {
        assertThat(Sites.config("docker", "{}").engine().worker().container())
                .contains(
                        new ContainerConfig(
                                ContainerConfig.Kind.DOCKER,
                                "compute-worker:4.0.0",
                                "-v /tmp:/tmp"));
        assertThat(Sites.config("docker-custom", "{}").engine().worker().container())
                .get()
                .extracting(ContainerConfig::kind)
                .isEqualTo(ContainerConfig.Kind.CUSTOM);
    }

    @Test
    void mpiOnPbsAndOnThisMachine() {
        EndpointConfig pbs = Sites.config("mpi-pbs", "{}");

        assertThat(pbs.engine().mpi()).contains(new MpiConfig("mpiexec", 3));
        assertThat(pbs.engine().provider().blocks().nodesPerBlock()).isEqualTo(6);
        assertThat(Sites.script(pbs)).contains("#PBS -l select=6:ncpus=1\n");
        assertThat(Sites.config("mpi-local", "{}").engine().mpi())
                .contains(new MpiConfig("mpiexec", 1));
    }

    @Test
    void sandboxAndSerializers() {
        EndpointConfig sandbox = Sites.config("sandbox", "{}");
        EndpointConfig serializers = Sites.config("serializers", "{}");

        assertThat(sandbox.engine().worker().sandbox()).isTrue();
        assertThat(sandbox.engine().workingDir()).isEqualTo("/projects/MY_PROJ");
        assertThat(serializers.engine().worker().allowedSerializers()).hasSize(2);
        assertThat(NotCarriedOut.of(sandbox)).noneMatch(NotCarriedOut::refused);
        assertThat(NotCarriedOut.of(serializers)).isEmpty();
    }

    @Test
    void theTemplateOfANewEndpoint() {
        EndpointConfig config =
                Sites.config(
                        "new-endpoint",
                        """
                        {"worker_init": "module load cuda\\nexport A='b: c'"}
                        """);

        assertThat(config.engine().provider().workerInit())
                .isEqualTo("module load cuda\nexport A='b: c'");
        assertThat(config.hooks().setup()).isEmpty();
        assertThat(config.idle()).isEqualTo(new IdleConfig(10, 5760));
    }

    @Test
    void thePythonOfAUserChoosesEnvironmentAndFunctions() {
        Surroundings python =
                Surroundings.ofThisUser()
                        .withRuntime(
                                Sites.json(
                                        """
                                        {"python": {"version_tuple": [3, 13, 1]},
                                         "python_version": "3.13.1 (main)",
                                         "globus_compute_sdk_version": "4.15.0"}
                                        """));

        EndpointConfig environment = Sites.filled("by-python", "{}", python).config();
        EndpointConfig functions = Sites.filled("by-version", "{}", python).config();

        assertThat(environment.engine().provider().workerInit())
                .contains("py313\"", "--python 3.13\n", "endpoint==\"4.15.0\"");
        assertThat(functions.allowedFunctions().orElseThrow())
                .contains(FunctionId.parse("c01ebede-06f5-4647-9712-e5649d0f573a"))
                .hasSize(2);
    }

    @Test
    void aContainerOfChoiceIsOneThatTheSchemaAllows() throws IOException {
        UserSchema schema =
                UserSchema.parse(
                        Files.readString(Sites.FOLDER.resolve("container-of-choice.json")),
                        "schema");
        UserTemplate template =
                UserTemplate.read(Sites.FOLDER.resolve("container-of-choice.yaml.j2"));
        UserOptions chosen =
                UserOptions.parse("{\"container_type\": \"podman-hpc\", \"container_uri\": \"i\"}");
        UserOptions wrong =
                UserOptions.parse("{\"container_type\": \"lxc\", \"container_uri\": 3}");

        UserConfig filled =
                UserConfig.of(template, Optional.of(schema), chosen, Surroundings.ofThisUser());

        assertThat(filled.config().engine().worker().container())
                .contains(new ContainerConfig(ContainerConfig.Kind.PODMAN_HPC, "i", ""));
        assertThatThrownBy(() ->
                        UserConfig.of(
                                template, Optional.of(schema), wrong, Surroundings.ofThisUser()))
                .hasMessageContainingAll("container_type", "podman-hpc", "container_uri", "string");
    }

    @Test
    void aManagerEndpointIsReadAndRefusedWithItsReasons() throws IOException {
        String text = Files.readString(Sites.FOLDER.resolve("manager.yaml"));

        ManagerConfig config = ConfigReader.manager(text, "config.yaml");

        assertThat(ConfigReader.isManager(text, "config.yaml")).isTrue();
        assertThat(config.email()).contains("admin@example.edu");
        assertThat(config.template().orElseThrow()).hasFileName("template.yaml.j2");
        assertThat(config.accounts().orElseThrow().mapping()).isAbsolute();
        assertThat(config.accounts().orElseThrow().pamService()).isPresent();
    }
}
