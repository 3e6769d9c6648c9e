package org.beamlet.cloud.store;

import java.time.Duration;
import org.beamlet.protocol.error.BeamletException;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.JdbiException;

/** How long one piece of work is tried again. Used by one thread, for one piece. */
final class Retries {
    private static final Logger LOG = Logger.getLogger(Retries.class);
    private static final int CONFLICTS = 5;
    private static final long FIRST_PAUSE_MS = 10;
    private static final long LONGEST_PAUSE_MS = 500;

    private final long end;
    private int attempts;
    private long pauseMs = FIRST_PAUSE_MS;

    Retries(Duration patience) {
        this.end = System.nanoTime() + patience.toNanos();
    }

    /** Returns if the work is to be done once more; a broken connection is not used again. */
    void after(JdbiException error) {
        attempts++;
        boolean again =
                StoreFaults.isConflict(error)
                        ? attempts < CONFLICTS
                        : StoreFaults.isAway(error) && System.nanoTime() < end;
        if (!again) {
            throw StoreFaults.failed(error);
        }
        LOG.debugf("store asked again attempt=%d reason=%s", attempts, error.getMessage());
        if (StoreFaults.isAway(error)) {
            rest(error);
        }
    }

    private void rest(JdbiException error) {
        try {
            Thread.sleep(pauseMs);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            BeamletException failed = StoreFaults.failed(error);
            throw failed;
        }
        pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs);
    }
}
