package org.beamlet.cloud.messaging;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Destinations that took nothing lately: they wait, longer each time, and hold up nobody else. */
final class Postponed<K> {
    private static final long FIRST_MS = 100;
    private static final long LONGEST_MS = 30_000;
    private static final int MOST = 1000;

    private final Map<K, Pause> pauses = new HashMap<>();

    private record Pause(long untilNanos, long lengthMs) {}

    void postpone(K key) {
        Pause last = pauses.get(key);
        long length = last == null ? FIRST_MS : Math.min(LONGEST_MS, 2 * last.lengthMs());
        pauses.put(
                key, new Pause(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(length), length));
        if (pauses.size() > MOST) {
            pauses.clear();
        }
    }

    void worked(K key) {
        pauses.remove(key);
    }

    /** {@return who has to wait still} */
    Set<K> waiting() {
        long now = System.nanoTime();
        return pauses.entrySet().stream()
                .filter(entry -> entry.getValue().untilNanos() - now > 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }
}
