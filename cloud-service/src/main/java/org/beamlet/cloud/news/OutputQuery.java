package org.beamlet.cloud.news;

import java.util.Map;

/**
 * Which part of a task's output is asked for.
 *
 * @param from by stream, the first byte that is wanted; streams without an entry are not
 */
public record OutputQuery(int attempt, Map<String, Long> from) {
    public OutputQuery {
        from = Map.copyOf(from);
    }
}
