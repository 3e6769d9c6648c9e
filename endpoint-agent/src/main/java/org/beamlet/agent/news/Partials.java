package org.beamlet.agent.news;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.TaskNewsReport.Partial;
import org.jspecify.annotations.Nullable;

/** The latest partial result of each task that was not told yet, as many as there is room for. */
final class Partials {
    private static final long MOST_BYTES = 8L * 1024 * 1024;
    private static final long BYTES_AT_A_TIME = 1024 * 1024;

    private record Sized(Partial partial, int bytes) {}

    private final Map<String, Sized> latest = new LinkedHashMap<>();
    private long bytes;

    /** Takes one in; where there are too many, those that waited longest go. */
    void add(Partial one, int size) {
        drop(latest.remove(one.taskId()));
        latest.put(one.taskId(), new Sized(one, size));
        bytes += size;
        Iterator<Sized> oldest = latest.values().iterator();
        while (bytes > MOST_BYTES) {
            bytes -= oldest.next().bytes();
            oldest.remove();
        }
    }

    /** {@return what one call may carry} */
    List<Partial> take() {
        List<Partial> some = new ArrayList<>();
        long size = 0;
        Iterator<Sized> next = latest.values().iterator();
        while (next.hasNext() && size < BYTES_AT_A_TIME) {
            Sized one = next.next();
            size += one.bytes();
            some.add(one.partial());
            next.remove();
        }
        bytes -= size;
        return some;
    }

    /** Puts back what could not be told, where nothing later has come. */
    void restore(List<Partial> untold) {
        for (Partial one : untold) {
            if (!latest.containsKey(one.taskId())) {
                add(one, Json.writeBytes(one.value()).length);
            }
        }
    }

    private void drop(@Nullable Sized one) {
        bytes -= one == null ? 0 : one.bytes();
    }
}
