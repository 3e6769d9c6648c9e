package org.beamlet.providers.launcher;

import java.util.regex.Pattern;

/** What tells the launchers of MPI that each node is to have one process. */
final class OnePerNode {
    private static final Pattern SAID =
            Pattern.compile(
                    "(?:^|\\s)--?(?:map-by|npernode|pernode|bynode|ppn|perhost|N|rankfile)(?:\\W|$)");

    /** By environment: Open MPI before and since 5, and Intel's; MPICH does it anyway. */
    private static final String VARIABLES =
            "OMPI_MCA_rmaps_base_mapping_policy=ppr:1:node"
                    + " PRTE_MCA_rmaps_default_mapping_policy=ppr:1:node I_MPI_PERHOST=1 ";

    private OnePerNode() {}

    /** {@return what stands in front of the launcher, unless its options say how to place} */
    static String variables(String options) {
        return SAID.matcher(options).find() ? "" : VARIABLES;
    }

    /** {@return the option of Cray's PALS, unless its options say how to place} */
    static String option(String options) {
        return SAID.matcher(options).find() ? "" : " --ppn 1";
    }
}
