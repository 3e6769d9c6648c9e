package org.beamlet.agent.block;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.beamlet.agent.config.ScalingConfig;

/** Since when blocks have had nothing to do, and which of them may go therefore. */
final class IdleBlocks {
    private static final long BUSY = -1;

    private final ScalingConfig scaling;
    private final Map<String, Long> since = new HashMap<>();
    private long allSince = BUSY;

    IdleBlocks(ScalingConfig scaling) {
        this.scaling = scaling;
    }

    /**
     * Looks.
     *
     * @param live blocks that run or wait
     * @param busy those of them that have a task
     * @param unfinished tasks, wherever they are
     * @param nanos now
     * @return those that have been idle for long enough
     */
    Set<String> over(Set<String> live, Set<String> busy, int unfinished, long nanos) {
        long enough = scaling.idletime().toNanos();
        return switch (scaling.strategy()) {
            case NONE -> Set.of();
            case SIMPLE -> {
                allSince = unfinished > 0 ? BUSY : allSince == BUSY ? nanos : allSince;
                yield allSince != BUSY && nanos - allSince >= enough ? Set.copyOf(live) : Set.of();
            }
            case HTEX_AUTO_SCALE -> {
                since.keySet().retainAll(live);
                // While tasks wait nobody is idle: a block may be about to get one.
                boolean waiting = unfinished > 0 && busy.isEmpty();
                live.forEach(block -> {
                    if (waiting || busy.contains(block)) {
                        since.remove(block);
                    } else {
                        since.putIfAbsent(block, nanos);
                    }
                });
                yield since.entrySet().stream()
                        .filter(one -> nanos - one.getValue() >= enough)
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toUnmodifiableSet());
            }
        };
    }
}
