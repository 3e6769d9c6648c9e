package org.beamlet.providers.command;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * What Slurm tells the job in which an agent may run. Handed on by {@code sbatch}, it would be
 * taken for what the block's job was given: its memory, its binding to processors. And what changes
 * how Slurm's commands print.
 */
final class OuterJob {
    private static final Pattern NAMES =
            Pattern.compile("SLURM_(?!CONF$|CONF_SERVER$|CLUSTERS$|JWT$).*|(SQUEUE|SACCT)_.*");

    private OuterJob() {}

    /** Takes it out. */
    static void remove(Map<String, String> environment) {
        environment.keySet().removeIf(name -> NAMES.matcher(name).matches());
    }
}
