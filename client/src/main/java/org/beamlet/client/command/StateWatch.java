package org.beamlet.client.command;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.TaskTimeline;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.TaskId;

/** Asks now and then where a task is, for a person to see; the result comes by another way. */
final class StateWatch implements AutoCloseable {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final Thread thread;

    private StateWatch(Thread thread) {
        this.thread = thread;
    }

    static StateWatch start(BeamletClient client, TaskId task, Consumer<String> reached) {
        return new StateWatch(
                Thread.ofVirtual().name("state-watch").start(() -> watch(client, task, reached)));
    }

    private static void watch(BeamletClient client, TaskId task, Consumer<String> reached) {
        Set<String> told = new LinkedHashSet<>();
        Duration pause = FIRST;
        try {
            while (true) {
                Thread.sleep(pause);
                TaskTimeline timeline = client.timeline(task);
                if (timeline.ended()) {
                    return;
                }
                // Only where it is now: what it passed in between is in `task show`.
                if (told.add(timeline.status())) {
                    reached.accept(timeline.status());
                }
                pause =
                        pause.multipliedBy(2).compareTo(LONGEST) < 0
                                ? pause.multipliedBy(2)
                                : LONGEST;
            }
        } catch (InterruptedException | BeamletException _) {
            // Closed, or a service without timelines; the result does not depend on it.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
