package org.beamlet.client.connect;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Tells whoever runs the forwarder what changed; the same trouble is told once a minute. */
final class Notes {
    private static final long PAUSE_NS = Duration.ofMinutes(1).toNanos();

    private final Consumer<String> reader;
    private final AtomicReference<@Nullable String> trouble = new AtomicReference<>();
    private final Map<ErrorCode, Long> told = new ConcurrentHashMap<>();

    Notes(Consumer<String> reader) {
        this.reader = reader;
    }

    void reached() {
        if (trouble.getAndSet(null) != null) {
            reader.accept("the service answers again");
        }
    }

    /** Something between here and the service is not as it should be, until it answers again. */
    void trouble(BeamletException error) {
        String text = String.valueOf(error.getMessage());
        if (!text.equals(trouble.getAndSet(text))) {
            reader.accept(text);
        }
    }

    /** A caller was refused; whoever calls a thousand times does not fill the log. */
    void refused(BeamletException error) {
        long now = System.nanoTime();
        Long _ =
                told.compute(
                        error.code(),
                        (_, last) -> {
                            if (last != null && now - last < PAUSE_NS) {
                                return last;
                            }
                            reader.accept("refused a call: " + error.getMessage());
                            return now;
                        });
    }

    void say(String text) {
        reader.accept(text);
    }
}
