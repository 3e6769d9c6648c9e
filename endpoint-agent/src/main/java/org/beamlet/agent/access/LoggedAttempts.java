package org.beamlet.agent.access;

import org.beamlet.protocol.task.TouchedPaths;
import org.jboss.logging.Logger;

/**
 * Writes one line of {@code key=value} for each: what was refused as a warning, what was allowed
 * for whoever wants to see it.
 */
public final class LoggedAttempts implements Attempts {
    public static final Attempts IN_LOG = new LoggedAttempts();

    private static final Logger LOG = Logger.getLogger(Attempts.class);

    @Override
    public void note(Attempt attempt) {
        boolean refused = attempt.refusal().isPresent();
        Logger.Level level = refused ? Logger.Level.WARN : Logger.Level.INFO;
        if (!LOG.isEnabled(level)) {
            return;
        }
        String verdict =
                attempt.refusal()
                        .map(why -> "refused code=%s: %s".formatted(why.code(), why.why()))
                        .orElse("allowed");
        LOG.logf(
                level,
                "attempt what=%s id=%s submitter=%s account=%s function=%s sha256=%s endpoint=%s paths=%s verdict=%s",
                attempt.what(),
                attempt.id(),
                attempt.submitter(),
                attempt.account(),
                attempt.function(),
                attempt.hash(),
                attempt.endpoint(),
                attempt.paths().list().stream().map(TouchedPaths.One::given).toList(),
                verdict);
    }
}
