package org.beamlet.conformance.chaos;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.beamlet.conformance.stack.BeamletStack;
import org.beamlet.conformance.stack.CutProxy;
import org.jspecify.annotations.Nullable;

/** Strikes what the plan says; which of several processes chance decides. */
final class Hand {
    private static final long PATIENCE_MS = 15_000;
    private static final long LOOK_MS = 200;
    private static final int SHORTEST_PAUSE_S = 5;
    private static final int PAUSE_SPAN_S = 16;
    private static final int LONGEST_CUT_MS = 4000;

    private final BeamletStack stack;
    private final Lines lines;
    private final Random random;
    private final Chronicle chronicle;
    private final List<Strike.Done> done = new CopyOnWriteArrayList<>();
    private final List<Thread> striking = new ArrayList<>();

    /**
     * What may be cut or killed beside the processes of blocks.
     *
     * @param agentLine between the agent and the broker
     * @param clientLine between the client and the broker
     */
    record Lines(CutProxy agentLine, CutProxy clientLine, Unit agent, Unit service) {}

    Hand(BeamletStack stack, Lines lines, Random random, Chronicle chronicle) {
        this.stack = stack;
        this.lines = lines;
        this.random = random;
        this.chronicle = chronicle;
    }

    /** Carries the plan out; returns when everything is mended again that does not mend itself. */
    void strike(List<Strike.Planned> plan) throws InterruptedException {
        long begin = System.nanoTime();
        for (Strike.Planned planned : plan) {
            long left = planned.at().toNanos() - (System.nanoTime() - begin);
            TimeUnit.NANOSECONDS.sleep(Math.max(0, left));
            striking.add(Thread.ofPlatform().start(() -> one(planned.what())));
        }
        for (Thread thread : striking) {
            thread.join();
        }
    }

    private void one(Strike what) {
        try {
            switch (what) {
                case WORKER, PYTHON_WORKER, MANAGER -> kill(what);
                case MANAGER_PAUSED -> pauseManager();
                case AGENT -> strike(what, lines.agent());
                case SERVICE -> strike(what, lines.service());
                case AGENT_LINE -> cut(what, lines.agentLine());
                case CLIENT_LINE -> cut(what, lines.clientLine());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            chronicle.say("%s could not be struck: %s".formatted(what.word(), e));
        }
    }

    private void kill(Strike what) throws InterruptedException {
        ProcessHandle victim = victim(what);
        if (victim != null) {
            Instant at = Instant.now();
            boolean _ = victim.destroyForcibly();
            note(what, at, victim.pid(), "kill -9 of %d".formatted(victim.pid()));
        }
    }

    private void pauseManager() throws IOException, InterruptedException {
        ProcessHandle victim = victim(Strike.MANAGER_PAUSED);
        if (victim == null) {
            return;
        }
        int seconds = SHORTEST_PAUSE_S + random.nextInt(PAUSE_SPAN_S);
        Instant at = Instant.now();
        signal("STOP", victim.pid());
        chronicle.say(
                "strikes %s: kill -STOP of %d for %d s"
                        .formatted(Strike.MANAGER_PAUSED.word(), victim.pid(), seconds));
        TimeUnit.SECONDS.sleep(seconds);
        signal("CONT", victim.pid());
        done.add(new Strike.Done(Strike.MANAGER_PAUSED, at, Instant.now(), victim.pid()));
        chronicle.say("%d goes on".formatted(victim.pid()));
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        int _ =
                new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
    }

    private void strike(Strike what, Unit unit) throws InterruptedException {
        Instant at = Instant.now();
        unit.strike();
        note(what, at, 0, "kill -9");
    }

    private void cut(Strike what, CutProxy line) throws InterruptedException {
        Instant at = Instant.now();
        int open = line.connections();
        int millis = random.nextInt(LONGEST_CUT_MS);
        line.cut();
        TimeUnit.MILLISECONDS.sleep(millis);
        line.restore();
        note(what, at, 0, "%d connections cut, %d ms without".formatted(open, millis));
    }

    private void note(Strike what, Instant at, long pid, String how) {
        done.add(new Strike.Done(what, at, Instant.now(), pid));
        chronicle.say("strikes %s: %s".formatted(what.word(), how));
    }

    /** {@return one of those that live; null if there is none for a while} */
    private @Nullable ProcessHandle victim(Strike what) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (System.nanoTime() < deadline) {
            List<ProcessHandle> all =
                    switch (what) {
                        case WORKER -> stack.workers();
                        case PYTHON_WORKER -> stack.pythonWorkers();
                        default -> stack.managers();
                    };
            if (!all.isEmpty()) {
                List<ProcessHandle> sorted =
                        all.stream().sorted(Comparator.comparingLong(ProcessHandle::pid)).toList();
                return sorted.get(random.nextInt(sorted.size()));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
        chronicle.say("found no %s to strike".formatted(what.word()));
        return null;
    }

    List<Strike.Done> done() {
        return List.copyOf(done);
    }

    Map<Strike, Long> counts() {
        return done.stream()
                .collect(
                        Collectors.groupingBy(
                                Strike.Done::what,
                                () -> new EnumMap<>(Strike.class),
                                Collectors.counting()));
    }
}
