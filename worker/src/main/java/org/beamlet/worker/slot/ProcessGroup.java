package org.beamlet.worker.slot;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Ends a worker together with what its functions started. */
final class ProcessGroup {
    private static final Logger LOG = System.getLogger(ProcessGroup.class.getName());

    private ProcessGroup() {}

    /** Kills the group that the process leads; a group that is gone already is no fault. */
    static void kill(Process leader) {
        leader.descendants().forEach(ProcessHandle::destroyForcibly);
        leader.destroyForcibly();
        try {
            // The JDK signals single processes only.
            new ProcessBuilder("/bin/sh", "-c", "kill -s KILL -- -\"$0\"", "" + leader.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "group={0} unkilled why=\"{1}\"", leader.pid(), e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
