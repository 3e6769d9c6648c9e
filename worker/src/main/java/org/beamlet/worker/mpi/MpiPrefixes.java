package org.beamlet.worker.mpi;

import java.util.List;
import java.util.Map;
import org.beamlet.protocol.task.MpiRequest;

/** What stands in front of a program so that its ranks start on a task's nodes. */
public final class MpiPrefixes {
    private MpiPrefixes() {}

    /**
     * {@return the variables that a task finds: the prefix of each launcher under Parsl's names}
     *
     * @param launcher mpiexec, srun or aprun: the one behind {@code PARSL_MPI_PREFIX}
     */
    public static Map<String, String> of(String launcher, MpiRequest asked, List<String> nodes) {
        String hosts = String.join(",", nodes);
        int ranks = asked.ranks();
        int each = asked.ranksPerNode();
        String mpiexec =
                with("mpiexec -n %d -ppn %d -hosts %s".formatted(ranks, each, hosts), asked);
        String srun =
                with(
                        "srun --ntasks %d --ntasks-per-node %d --nodelist %s --nodes %d"
                                .formatted(ranks, each, hosts, nodes.size()),
                        asked);
        String aprun = with("aprun -n %d -N %d -node-list %s".formatted(ranks, each, hosts), asked);
        String usual =
                switch (launcher) {
                    case "srun" -> srun;
                    case "aprun" -> aprun;
                    default -> mpiexec;
                };
        return Map.of(
                "PARSL_MPI_PREFIX", usual,
                "PARSL_MPIEXEC_PREFIX", mpiexec,
                "PARSL_SRUN_PREFIX", srun,
                "PARSL_APRUN_PREFIX", aprun);
    }

    private static String with(String command, MpiRequest asked) {
        return asked.launcherOptions().isEmpty()
                ? command
                : command + " " + asked.launcherOptions();
    }
}
