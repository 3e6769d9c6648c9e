package org.beamlet.agent.block;

/** The shell text that an endpoint's admin has run on each node before the node manager. */
final class WorkerInit {
    /**
     * Notes which variables there are, so that the manager can tell those that the text exports:
     * they are for functions, and the rest of the environment is not. A variable whose value has
     * several lines may add names of none, which does no harm.
     */
    private static final String NOTE =
            """
            BEAMLET_BEFORE_INIT=$(env | sed -n 's/^\\([^= ]*\\)=.*/\\1/p' | tr '\\n' ' ')
            export BEAMLET_BEFORE_INIT
            """;

    private WorkerInit() {}

    /** {@return the text to run; empty where there is none} */
    static String of(String text) {
        return text.isBlank() ? "" : NOTE + text;
    }
}
