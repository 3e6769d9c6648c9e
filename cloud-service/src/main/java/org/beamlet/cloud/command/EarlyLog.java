package org.beamlet.cloud.command;

import org.jboss.logmanager.Level;
import org.jboss.logmanager.LogContext;

/** The log before Quarkus has read its settings, when every level is on and nothing is shown. */
final class EarlyLog {
    private EarlyLog() {}

    /** Leaves out the chatter that nobody will see. */
    static void quiet() {
        LogContext.getLogContext().getLogger("").setLevel(Level.WARN);
    }
}
