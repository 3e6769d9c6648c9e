package org.beamlet.worker.slot;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Ends a worker together with what its functions started. */
final class ProcessGroup {
    private static final Logger LOG = System.getLogger(ProcessGroup.class.getName());
    private static final long END_LIMIT_S = 20;

    /** Launchers of MPI end their ranks on other nodes when they are asked to end. */
    private static final String ASK_FIRST =
            """
            kill -s TERM -- -"$0" || exit 0
            for tenth in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
                kill -s 0 -- -"$0" 2>/dev/null || exit 0
                sleep 0.1
            done
            kill -s KILL -- -"$0"
            """;

    // The JDK signals single processes only.
    private static final String AT_ONCE = "kill -s KILL -- -\"$0\"";

    private ProcessGroup() {}

    /**
     * Kills the group that the process leads; a group that is gone already is no fault.
     *
     * @param ask whether it may end by itself first, for two seconds
     */
    static void kill(Process leader, boolean ask) {
        List<ProcessHandle> others = leader.descendants().toList();
        if (ask) {
            shell(leader, ASK_FIRST);
        }
        others.forEach(ProcessHandle::destroyForcibly);
        leader.destroyForcibly();
        if (!ask) {
            shell(leader, AT_ONCE);
        }
    }

    private static void shell(Process leader, String text) {
        run(List.of("/bin/sh", "-c", text, "" + leader.pid()), leader.pid());
    }

    /** Runs a command that ends what no signal of this process reaches. */
    static void run(List<String> command, long group) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!process.waitFor(END_LIMIT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                LOG.log(Level.WARNING, "group={0} perhaps unkilled by {1}", group, command);
            }
        } catch (IOException | OutOfMemoryError e) {
            // The latter is what Java says where the node lets it start no further thread.
            LOG.log(Level.WARNING, "group={0} unkilled why=\"{1}\"", group, e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
