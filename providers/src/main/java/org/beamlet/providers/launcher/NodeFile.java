package org.beamlet.providers.launcher;

/** The nodes of a job, each once, for launchers that are told of them by a file. */
final class NodeFile {
    private NodeFile() {}

    /**
     * {@return shell text that writes them to {@code $JOBNAME.nodes}}
     *
     * @param here how the launcher calls the machine it runs on, where no batch system says more
     */
    static String text(String here) {
        return """
        if [ -n "${PBS_NODEFILE:-${COBALT_NODEFILE:-}}" ]; then
            sort -u "${PBS_NODEFILE:-$COBALT_NODEFILE}"
        elif [ -n "${SLURM_JOB_NODELIST:-}" ]; then
            scontrol show hostnames "$SLURM_JOB_NODELIST"
        else
            echo %s
        fi > "$JOBNAME.nodes"
        """
                .formatted(here);
    }
}
