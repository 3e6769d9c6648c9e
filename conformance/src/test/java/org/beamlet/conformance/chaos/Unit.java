package org.beamlet.conformance.chaos;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.beamlet.protocol.error.BeamletException;

/** Keeps a program running, as a unit of systemd with {@code Restart=always} would. */
final class Unit implements AutoCloseable {
    private static final long LOOK_MS = 100;
    private static final long RESTART_MS = 1000;

    private final String name;
    private final Program program;
    private final Chronicle chronicle;
    private final AtomicInteger unasked = new AtomicInteger();
    private final Thread thread;
    private volatile boolean struck;
    private volatile boolean stopping;

    /** What is kept running. */
    interface Program {
        /** Returns once it is ready, or raises why it is not. */
        void start() throws Exception;

        void kill() throws InterruptedException;

        boolean runs();
    }

    Unit(String name, Program program, Chronicle chronicle) {
        this.name = name;
        this.program = program;
        this.chronicle = chronicle;
        this.thread = Thread.ofPlatform().name("unit-" + name).start(this::keep);
    }

    /** Kills it with -9. */
    void strike() throws InterruptedException {
        struck = true;
        program.kill();
    }

    /** {@return how often it ended though nobody killed it} */
    int unasked() {
        return unasked.get();
    }

    private void keep() {
        try {
            while (!stopping) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MS);
                if (!stopping && !program.runs()) {
                    again();
                }
            }
        } catch (InterruptedException _) {
            // Only close() interrupts.
        }
    }

    private void again() throws InterruptedException {
        if (!struck) {
            unasked.incrementAndGet();
            chronicle.say("the %s has ended by itself".formatted(name));
        }
        TimeUnit.MILLISECONDS.sleep(RESTART_MS);
        struck = false;
        try {
            program.start();
            chronicle.say("the %s runs again".formatted(name));
        } catch (InterruptedException e) {
            throw e;
        } catch (BeamletException e) {
            // Struck while it started, or it found the service down; systemd starts it once more.
            chronicle.say("the %s did not start: %s".formatted(name, oneLine(e.what())));
            struck = true;
        } catch (Exception e) {
            chronicle.say("the %s cannot be started: %s".formatted(name, e));
        }
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
