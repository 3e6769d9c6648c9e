package org.beamlet.providers.slurm;

import java.time.Duration;
import java.util.List;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.batch.BatchJob;
import org.beamlet.providers.batch.ScriptText;

/**
 * What Slurm is asked for each block. Texts that are empty and numbers that are 0 ask for nothing.
 *
 * @param where partition, account and what else a site sorts jobs by
 * @param coresPerNode becomes {@code --cpus-per-task}: there is one node manager on each node
 * @param memoryPerNode GB
 * @param gpusPerNode as Slurm takes it: {@code 4} or {@code a100:4}
 * @param exclusive whether nodes are shared with nobody
 * @param schedulerOptions further {@code #SBATCH} lines, in front of the others
 * @param idPattern finds the job's id in what {@code sbatch} prints, by its group {@code id}
 * @param statusBatch jobs that are asked for by one command
 */
public record SlurmJob(
        SlurmPlace where,
        int coresPerNode,
        int memoryPerNode,
        String gpusPerNode,
        String gres,
        boolean exclusive,
        String schedulerOptions,
        String idPattern,
        int statusBatch,
        Duration walltime,
        Duration commandLimit)
        implements BatchJob {
    /** How {@code sbatch} tells of a job. */
    public static final String ID_PATTERN = "Submitted batch job (?P<id>\\S*)";

    @Override
    public String script(BlockRequest block) {
        String file = block.folder().resolve(block.name()).toString();
        ScriptText script =
                new ScriptText("#!/bin/bash")
                        .line("#SBATCH --job-name=" + block.name())
                        .line("#SBATCH --output=%s.stdout".formatted(quoted(file)))
                        .line("#SBATCH --error=%s.stderr".formatted(quoted(file)))
                        .line("#SBATCH --nodes=" + block.nodes())
                        .line("#SBATCH --time=" + ScriptText.minutes(walltime))
                        .line("#SBATCH --ntasks-per-node=1")
                        .text(schedulerOptions);
        if (exclusive) {
            script.line("#SBATCH --exclusive");
        }
        return script.unlessEmpty("#SBATCH --partition=", where.partition())
                .unlessEmpty("#SBATCH --account=", where.account())
                .unlessEmpty("#SBATCH --qos=", where.qos())
                .unlessEmpty("#SBATCH --constraint=", quoted(where.constraint()))
                .unlessEmpty("#SBATCH --clusters=", where.clusters())
                .unlessEmpty("#SBATCH --gpus-per-node=", gpusPerNode)
                .unlessEmpty("#SBATCH --gres=", gres)
                .unlessEmpty("#SBATCH --mem=", memoryPerNode == 0 ? "" : memoryPerNode + "g")
                .unlessZero("#SBATCH --cpus-per-task=", coresPerNode)
                .block(block)
                .toString();
    }

    @Override
    public List<String> submission(BlockRequest block) {
        return List.of("sbatch", block.script().toString());
    }

    /** Slurm takes quotes off as a shell does, and reads {@code %} in names of files. */
    private static String quoted(String value) {
        return value.matches("[^\\s\"'#&|]*") ? value : "\"" + value + "\"";
    }
}
