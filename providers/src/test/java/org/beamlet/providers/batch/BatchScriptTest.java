package org.beamlet.providers.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.cobalt.Cobalt;
import org.beamlet.providers.launcher.Launcher;
import org.beamlet.providers.pbs.PbsPro;
import org.beamlet.providers.slurm.Slurm;
import org.beamlet.providers.slurm.SlurmPlace;
import org.junit.jupiter.api.Test;

/** Scripts as the batch systems take them, line by line. */
class BatchScriptTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static BlockRequest block(Launcher launcher) {
        return new BlockRequest(
                "block-7", Path.of("/b"), 2, "module load cuda\n", "exec node", launcher);
    }

    private static Slurm slurm(SlurmPlace where, boolean exclusive, Duration walltime) {
        return new Slurm(
                where,
                exclusive ? 0 : 64,
                exclusive ? 0 : 128,
                exclusive ? "" : "a100:4",
                exclusive ? "" : "gpu:4",
                exclusive,
                exclusive ? "" : "#SBATCH --mail-type=NONE\n",
                Slurm.ID_PATTERN,
                50,
                walltime,
                LIMIT);
    }

    @Test
    void slurmIsAskedForWhatIsSetAndForNothingElse() {
        Slurm least = slurm(new SlurmPlace("", "", "", "", ""), true, Duration.ofMinutes(10));

        assertThat(least.script(block(new Launcher.Simple())))
                .isEqualTo(
                        """
                        #!/bin/bash
                        #SBATCH --job-name=block-7
                        #SBATCH --output=/b/block-7.stdout
                        #SBATCH --error=/b/block-7.stderr
                        #SBATCH --nodes=2
                        #SBATCH --time=10
                        #SBATCH --ntasks-per-node=1
                        #SBATCH --exclusive
                        module load cuda
                        export JOBNAME="block-7"
                        set +e
                        (
                        cd /b || exit 125
                        exec node
                        )
                        status=$?
                        echo "$status" > /b/block-7.exit
                        exit "$status"
                        """);
        assertThat(least.submission(block(new Launcher.Simple())))
                .containsExactly("sbatch", "/b/block-7.sh");
    }

    @Test
    void slurmIsAskedForAllOfIt() {
        Slurm most =
                slurm(
                        new SlurmPlace("gpu", "m1", "debug", "a100&nvlink", "c1"),
                        false,
                        Duration.ofSeconds(61));

        assertThat(most.script(block(new Launcher.Srun(""))))
                .contains(
                        """
                        #SBATCH --time=2
                        #SBATCH --ntasks-per-node=1
                        #SBATCH --mail-type=NONE
                        #SBATCH --partition=gpu
                        #SBATCH --account=m1
                        #SBATCH --qos=debug
                        #SBATCH --constraint="a100&nvlink"
                        #SBATCH --clusters=c1
                        #SBATCH --gpus-per-node=a100:4
                        #SBATCH --gres=gpu:4
                        #SBATCH --mem=128g
                        #SBATCH --cpus-per-task=64
                        module load cuda
                        export JOBNAME="block-7"
                        set +e
                        (
                        cd /b || exit 125
                        if [ -n "${SLURM_CPUS_PER_TASK:-}" ]; then
                            export SRUN_CPUS_PER_TASK="$SLURM_CPUS_PER_TASK"
                        fi
                        srun --ntasks 2 -l /bin/bash -c 'exec node'
                        )
                        status=$?
                        echo "$status" > /b/block-7.exit
                        exit "$status"
                        """)
                .doesNotContain("--exclusive");
    }

    @Test
    void slurmPutsNothingIntoTheNamesOfFiles() {
        Slurm least = slurm(new SlurmPlace("", "", "", "", ""), true, Duration.ofMinutes(10));
        BlockRequest odd =
                new BlockRequest(
                        "b", Path.of("/50%j of it"), 1, "", "exec node", new Launcher.Simple());

        assertThat(least.script(odd))
                .contains("#SBATCH --output=\"/50%%j of it/b.stdout\"\n")
                .contains("echo \"$status\" > '/50%j of it/b.exit'\n");
    }

    @Test
    void pbsIsAskedInChunks() {
        PbsPro job =
                new PbsPro(
                        "debug",
                        "APS",
                        32,
                        "ngpus=4",
                        "#PBS -l filesystems=home:eagle",
                        Duration.ofMinutes(90),
                        LIMIT);

        assertThat(job.script(block(new Launcher.Simple())))
                .isEqualTo(
                        """
                        #!/bin/bash
                        #PBS -S /bin/bash
                        #PBS -N block-7
                        #PBS -m n
                        #PBS -l walltime=01:30:00
                        #PBS -l select=2:ncpus=32:ngpus=4
                        #PBS -o /b/block-7.stdout
                        #PBS -e /b/block-7.stderr
                        #PBS -l filesystems=home:eagle
                        module load cuda
                        export JOBNAME="block-7"
                        set +e
                        (
                        cd /b || exit 125
                        exec node
                        )
                        status=$?
                        echo "$status" > /b/block-7.exit
                        exit "$status"
                        """);
        assertThat(job.submission(block(new Launcher.Simple())))
                .containsExactly("qsub", "-q", "debug", "-A", "APS", "/b/block-7.sh");
        assertThat(
                        new PbsPro("", "", 1, ":mem=4gb", "", Duration.ofMinutes(1), LIMIT)
                                .script(block(new Launcher.Simple())))
                .contains("select=2:ncpus=1:mem=4gb\n");
    }

    @Test
    void cobaltIsAskedOnTheCommandLine() {
        Cobalt job =
                new Cobalt(
                        "debug-flat",
                        "APS",
                        "#COBALT --attrs ssds=required",
                        Duration.ofSeconds(601),
                        LIMIT);

        assertThat(job.script(block(new Launcher.Aprun("-d 64"))))
                .startsWith("#!/bin/bash -l\n#COBALT --attrs ssds=required\nmodule load cuda\n")
                .contains(
                        "\"$COBALT_NODEFILE\"", "aprun -n 2 -N 1 -d 64 /bin/bash -c 'exec node' &");
        assertThat(job.submission(block(new Launcher.Simple())))
                .containsExactly(
                        "qsub",
                        "-n",
                        "2",
                        "-q",
                        "debug-flat",
                        "-t",
                        "11",
                        "-A",
                        "APS",
                        "--jobname",
                        "block-7",
                        "-o",
                        "/b/block-7.stdout",
                        "-e",
                        "/b/block-7.stderr",
                        "--debuglog",
                        "/b/block-7.cobaltlog",
                        "/b/block-7.sh");
    }
}
