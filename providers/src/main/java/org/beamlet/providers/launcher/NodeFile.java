package org.beamlet.providers.launcher;

/** The nodes of a PBS job, each once, for launchers that are told of them by a file. */
final class NodeFile {
    static final String TEXT =
            """
            if [ -n "${PBS_NODEFILE:-}" ]; then
                sort -u "$PBS_NODEFILE" > "$JOBNAME.nodes"
            else
                echo localhost > "$JOBNAME.nodes"
            fi
            """;

    private NodeFile() {}
}
