package org.beamlet.client.demo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.beamlet.client.terminal.Ink;
import org.beamlet.client.terminal.LiveLine;
import org.beamlet.client.terminal.Seconds;
import org.beamlet.client.terminal.Terminal;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Shows one step after the other with what came of it and how long it took. */
final class Steps {
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration HEARING = Duration.ofMillis(300);
    private static final int NAME = 18;
    private static final int DETAIL = 52;

    private final Ink ink;
    private final LiveLine line;
    private final Map<String, Duration> timings = new LinkedHashMap<>();
    private volatile BooleanSupplier interrupted = () -> false;

    Steps(Terminal terminal) {
        this.ink = terminal.errInk();
        this.line = new LiveLine(terminal);
    }

    /** Asks whether a step that failed did so because the user wants no more. */
    void interruptedWhen(BooleanSupplier isSo) {
        interrupted = isSo;
    }

    /** What a step came to. */
    record Done<T>(T value, String detail) {}

    /**
     * Takes a step.
     *
     * @param key names its duration; empty where nobody asks for it
     */
    <T> T take(String key, String name, Callable<Done<T>> work) {
        long began = System.nanoTime();
        Thread ticker = Thread.ofVirtual().start(() -> tick(name, began));
        try {
            Done<T> done = work.call();
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            finish(ticker, key, took);
            say(ink.good("✓"), name, done.detail(), key.isEmpty() ? "" : Seconds.text(took));
            return done.value();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BeamletException(
                    ErrorCode.TASK_CANCELLED, name + " was interrupted", "run it again", e);
        } catch (BeamletException e) {
            finish(ticker, "", Duration.ZERO);
            if (wasInterrupted()) {
                say(ink.dim("–"), name, "interrupted", "");
            } else {
                say(ink.bad("✗"), name, "", "");
            }
            throw e;
        } catch (Exception e) {
            throw new BeamletException(
                    ErrorCode.INTERNAL_ERROR,
                    "%s failed: %s".formatted(name, e),
                    "report this with what --debug shows",
                    e);
        } finally {
            ticker.interrupt();
        }
    }

    /** Ctrl-C reaches the programs of the demo as soon as this one: their end may be seen first. */
    private boolean wasInterrupted() {
        long deadline = System.nanoTime() + HEARING.toNanos();
        while (!interrupted.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TICK.toNanos() / 10);
        }
        return interrupted.getAsBoolean();
    }

    /** Notes a duration that was measured otherwise. */
    void note(String key, Duration took) {
        timings.put(key, took);
    }

    Map<String, Duration> timings() {
        return timings;
    }

    void say(String text) {
        line.say(text);
    }

    private void finish(Thread ticker, String key, Duration took) {
        ticker.interrupt();
        if (!key.isEmpty()) {
            timings.put(key, took);
        }
    }

    private void say(String mark, String name, String detail, String took) {
        String padded = String.format(Locale.ROOT, "%-" + NAME + "s", name);
        String told = String.format(Locale.ROOT, "%-" + DETAIL + "s", detail);
        String time = String.format(Locale.ROOT, "%10s", took);
        line.say("  %s %s  %s %s".formatted(mark, padded, told, ink.dim(time)).stripTrailing());
    }

    private void tick(String name, long began) {
        try {
            while (true) {
                Thread.sleep(TICK);
                Duration so = Duration.ofNanos(System.nanoTime() - began);
                line.show(
                        "  %s %s  %s"
                                .formatted(
                                        ink.accent("•"),
                                        String.format(Locale.ROOT, "%-" + NAME + "s", name),
                                        ink.dim(Seconds.text(so))));
            }
        } catch (InterruptedException _) {
            // The step is over.
        }
    }
}
