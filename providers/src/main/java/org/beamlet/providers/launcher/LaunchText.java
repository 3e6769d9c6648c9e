package org.beamlet.providers.launcher;

/** Shell text of several launchers. */
final class LaunchText {
    /** Since Slurm 22.05 a step does not take over by itself what its job asked for. */
    static final String CPUS =
            """
            if [ -n "${SLURM_CPUS_PER_TASK:-}" ]; then
                export SRUN_CPUS_PER_TASK="$SLURM_CPUS_PER_TASK"
            fi
            """;

    private LaunchText() {}

    /**
     * {@return shell text that starts copies of a command and waits for all}
     *
     * @param command in which {@code $copy} counts them, from 1
     * @param failures so many failed copies are a failure
     */
    static String copies(String command, int copies, int failures) {
        return """
        copies=""
        for copy in $(seq 1 %d); do
            %s &
            copies="$copies $!"
        done
        failed=0
        for copy in $copies; do
            wait "$copy" || failed=$((failed + 1))
        done
        [ "$failed" -lt %d ]
        """
                .formatted(copies, command, failures);
    }
}
