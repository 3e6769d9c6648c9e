package org.beamlet.providers.launcher;

/** Turns the command of one node into shell text that starts it on all nodes of a block. */
public sealed interface Launcher {
    /**
     * Writes the shell text.
     *
     * @param command shell text to run once per node
     * @param nodes of the block
     */
    String launch(String command, int nodes);

    /** The command as it is, where the script runs. */
    record Simple() implements Launcher {
        @Override
        public String launch(String command, int nodes) {
            return command + "\n";
        }
    }

    /**
     * As many copies as nodes were asked for, all where the script runs.
     *
     * @param failOnAny whether one failed copy fails the block, rather than only all of them
     */
    record SingleNode(boolean failOnAny) implements Launcher {
        @Override
        public String launch(String command, int nodes) {
            return """
            export CORES=$(getconf _NPROCESSORS_ONLN)
            node_command() {
            %s
            }
            copies=""
            for copy in $(seq 1 %d); do
                node_command "$copy" &
                copies="$copies $!"
            done
            failed=0
            for copy in $copies; do
                wait "$copy" || failed=$((failed + 1))
            done
            [ "$failed" -lt %d ]
            """
                    .formatted(command, nodes, failOnAny ? 1 : nodes);
        }
    }
}
