package org.beamlet.agent.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.beamlet.agent.config.AddressConfig;
import org.beamlet.agent.config.BlockConfig;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.config.EngineConfig;
import org.beamlet.agent.config.EngineType;
import org.beamlet.agent.config.MpiConfig;
import org.beamlet.agent.config.ScalingConfig.Strategy;
import org.beamlet.providers.launcher.Launcher;
import org.beamlet.providers.slurm.Slurm;
import org.junit.jupiter.api.Test;

/** The documented sites with Slurm, and what they come to. */
class SlurmSitesTest {
    private static final String COMMON =
            """
            {"ACCOUNT": "m0000", "ACCOUNT_NAME": "bbka-delta", "NERSC_ACCOUNT": "m1234",
             "FRONTERA_ACCOUNT": "EAR22001", "TACC_ALLOCATION": "EAR22001", "PARTITION": "skx-dev",
             "OPTIONS": "#SBATCH --constraint=knl,quad,cache", "CONTAINER_URI": "site.sif",
             "COMMAND": "module load anaconda; source activate env"}
            """;

    private static void comesTo(
            EndpointConfig config,
            String ifname,
            String partition,
            String account,
            BlockConfig blocks,
            Duration walltime) {
        EngineConfig engine = config.engine();
        Slurm job = (Slurm) Sites.job(config);
        assertThat(engine.address()).isEqualTo(new AddressConfig.OfInterface(ifname));
        assertThat(job.where().partition()).isEqualTo(partition);
        assertThat(job.where().account()).isEqualTo(account);
        assertThat(job.walltime()).isEqualTo(walltime);
        assertThat(engine.provider().blocks()).isEqualTo(blocks);
        assertThat(engine.provider().launcher()).isInstanceOf(Launcher.Srun.class);
    }

    private static BlockConfig blocks(int init, int nodes) {
        return new BlockConfig(init, 0, 1, nodes, 1);
    }

    @Test
    void anvil() {
        EndpointConfig config = Sites.config("purdue-anvil", COMMON);

        comesTo(config, "ib0", "debug", "m0000", blocks(1, 1), Duration.ofMinutes(5));
        assertThat(config.engine().maxWorkersPerNode()).isEqualTo(2);
        assertThat(config.notes()).singleElement().asString().startsWith("line 1: amqp_port");
        assertThat(Sites.script(config))
                .contains(
                        "#SBATCH --time=5\n",
                        "#SBATCH --constraint=knl,quad,cache\n",
                        "#SBATCH --exclusive\n",
                        "\nmodule load anaconda; source activate env\n",
                        "srun --ntasks 1 -l /bin/bash -c '",
                        "\nexec /opt/jdk/bin/java");
    }

    @Test
    void bebop() {
        EndpointConfig config = Sites.config("anl-bebop", COMMON);

        comesTo(config, "ib0", "skx-dev", "", blocks(0, 1), Duration.ofMinutes(30));
        assertThat(config.notes()).isEmpty();
    }

    @Test
    void bridges() {
        EndpointConfig config = Sites.config("psc-bridges2", COMMON);

        comesTo(config, "ens3f0", "RM-small", "", blocks(0, 2), Duration.ofMinutes(30));
        assertThat(Sites.script(config)).contains("#SBATCH --nodes=2\n", "srun --ntasks 2 -l ");
    }

    @Test
    void delta() {
        comesTo(
                Sites.config("ncsa-delta", COMMON),
                "eth6.560",
                "cpu",
                "bbka-delta",
                blocks(1, 1),
                Duration.ofMinutes(30));
    }

    @Test
    void expanse() {
        comesTo(
                Sites.config("sdsc-expanse", COMMON),
                "ib0",
                "compute",
                "m0000",
                blocks(0, 1),
                Duration.ofMinutes(5));
    }

    @Test
    void expanseWithMpi() {
        EndpointConfig config = Sites.config("sdsc-expanse-mpi", COMMON);

        assertThat(config.engine().type()).isEqualTo(EngineType.MPI);
        assertThat(config.engine().mpi()).contains(new MpiConfig("srun", 1));
        assertThat(config.engine().provider().launcher()).isEqualTo(new Launcher.Simple());
        assertThat(config.engine().provider().blocks()).isEqualTo(blocks(0, 4));
        assertThat(Sites.notDone(config)).isEmpty();
    }

    @Test
    void faster() {
        EndpointConfig config = Sites.config("tamu-faster", COMMON);

        comesTo(config, "eno8303", "cpu", "", blocks(0, 1), Duration.ofMinutes(10));
        assertThat(config.engine().scaling().strategy()).isEqualTo(Strategy.SIMPLE);
        assertThat(config.engine().scaling().idletime()).isEqualTo(Duration.ofSeconds(90));
        assertThat(Sites.job(config).commandLimit()).isEqualTo(Duration.ofMinutes(2));
        assertThat(Sites.script(config)).contains("#SBATCH --mem=128g\n");
        assertThat(Sites.notDone(config)).isEmpty();
    }

    @Test
    void frontera() {
        EndpointConfig config = Sites.config("tacc-frontera", COMMON);

        comesTo(config, "ib0", "skx-dev", "EAR22001", blocks(0, 2), Duration.ofMinutes(30));
        assertThat(Sites.job(config).commandLimit()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void midway() {
        EndpointConfig config = Sites.config("uchicago-midway", COMMON);

        comesTo(config, "bond0", "skx-dev", "m0000", blocks(0, 2), Duration.ofMinutes(30));
        assertThat(config.notes()).singleElement().asString().contains("engine.label");
    }

    @Test
    void midwayWithApptainer() {
        EndpointConfig config = Sites.config("uchicago-midway-apptainer", COMMON);

        assertThat(config.engine().maxWorkersPerNode()).isEqualTo(10);
        assertThat(config.engine().worker().container().orElseThrow().toString())
                .contains("APPTAINER", "site.sif", "-H /home/$USER");
        assertThat(Sites.notDone(config)).isEmpty();
    }

    @Test
    void perlmutter() {
        EndpointConfig config = Sites.config("nersc-perlmutter", COMMON);

        comesTo(config, "hsn0", "debug", "m1234", blocks(0, 2), Duration.ofMinutes(10));
        assertThat(Sites.script(config)).contains("srun --ntasks 2 -l -c 128 /bin/bash -c '");
    }

    @Test
    void stampede() {
        comesTo(
                Sites.config("tacc-stampede3", COMMON),
                "ibp10s0",
                "skx-dev",
                "EAR22001",
                blocks(0, 1),
                Duration.ofMinutes(30));
    }

    /** Globus Compute's own example ends the launcher's command and begins another. */
    @Test
    void theAiClusterIsToldHowToBeginAStepOfItsOwn() {
        String options =
                """
                {"TOTAL_WORKERS": 4, "WORKERS_PER_NODE": 2, "GPUS_PER_WORKER": 2,
                 "GPU_MAP": "1,2,3,4"}
                """;

        assertThatThrownBy(() -> Sites.config("uchicago-ai", options))
                .hasMessageContainingAll("overrides", "; srun", "prepend of a WrappedLauncher");
        assertThat(Sites.script(Sites.config("uchicago-ai-wrapped", options)))
                .contains(
                        "srun --ntasks=4 --ntasks-per-node=2 --gpus-per-task=rtx2080ti:2"
                                + " --gpu-bind=map_gpu:\"1,2,3,4\" /bin/bash -c ");
    }

    @Test
    void mpiOverEightNodes() {
        EndpointConfig config = Sites.config("mpi-slurm", "{}");

        assertThat(config.engine().mpi()).contains(new MpiConfig("srun", 4));
        assertThat(config.engine().provider().blocks().nodesPerBlock()).isEqualTo(8);
        assertThat(config.engine().address()).isEqualTo(new AddressConfig.OfHostName());
    }

    @Test
    void whatAUserSaysOfItsSurroundingsChoosesThePartition() {
        Slurm test =
                (Slurm) Sites.job(Sites.config("by-environment", "{\"environment\": \"test\"}"));
        Slurm usual = (Slurm) Sites.job(Sites.config("by-environment", "{\"environment\": \"x\"}"));

        assertThat(test.where().partition()).isEqualTo("test");
        assertThat(test.walltime()).isEqualTo(Duration.ofMinutes(1));
        assertThat(usual.where().partition()).isEqualTo("default");
    }

    @Test
    void theGroupsOfAUserChooseThePartition() {
        Surroundings member =
                new Surroundings(
                        Sites.json("{}"),
                        Sites.json("{\"local\": {\"groups\": [5, 1001]}}"),
                        Sites.json("{}"));

        UserConfig inGroup = Sites.filled("by-identity", "{\"partition\": \"gpu\"}", member);
        UserConfig outside = Sites.filled("by-identity", "{\"partition\": \"gpu\"}");

        assertThat(((Slurm) Sites.job(inGroup.config())).where().partition()).isEqualTo("gpu");
        assertThat(((Slurm) Sites.job(outside.config())).where().partition()).isEqualTo("default");
    }
}
