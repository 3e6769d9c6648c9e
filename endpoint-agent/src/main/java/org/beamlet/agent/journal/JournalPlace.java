package org.beamlet.agent.journal;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a journal is, and whose.
 *
 * @param former folder in which it was before; what is newer there is taken over
 * @param epoch that the service has granted to this agent; 0 where it knows of none
 * @param stillMine raises if the endpoint is another agent's by now
 */
public record JournalPlace(Path folder, Optional<Path> former, long epoch, Runnable stillMine) {
    /** One that nobody else knows of. */
    public static JournalPlace of(Path folder) {
        return new JournalPlace(folder, Optional.empty(), 0, () -> {});
    }
}
