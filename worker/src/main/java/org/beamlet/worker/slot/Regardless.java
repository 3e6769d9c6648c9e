package org.beamlet.worker.slot;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Steps that somebody waits for, and that are all taken, even where one before them failed. */
final class Regardless {
    private static final Logger LOG = System.getLogger(Regardless.class.getName());

    private Regardless() {}

    /** Takes the steps in turn; what goes wrong is logged under that name. */
    static void take(String what, Runnable... steps) {
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, what + " failed", e);
            }
        }
    }
}
