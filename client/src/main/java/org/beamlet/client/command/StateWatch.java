package org.beamlet.client.command;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.TaskTimeline;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;

/** Asks now and then where a task is, for a person to see; the result comes by another way. */
final class StateWatch implements AutoCloseable {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final Thread thread;

    private StateWatch(Thread thread) {
        this.thread = thread;
    }

    /**
     * Begins to watch.
     *
     * @param reached told the word of every new state
     * @param stuck run once, if the endpoint goes offline while the task waits for it
     */
    static StateWatch start(
            BeamletClient client, TaskId task, Consumer<String> reached, Runnable stuck) {
        return new StateWatch(
                Thread.ofVirtual()
                        .name("state-watch")
                        .start(() -> watch(client, task, reached, stuck)));
    }

    private static void watch(
            BeamletClient client, TaskId task, Consumer<String> reached, Runnable stuck) {
        Set<String> told = new LinkedHashSet<>();
        Duration pause = FIRST;
        boolean toldStuck = false;
        try {
            while (true) {
                Thread.sleep(pause);
                TaskTimeline timeline = client.timeline(task);
                if (timeline.ended()) {
                    return;
                }
                // Only where it is now: what it passed in between is in `task show`.
                if (!toldStuck && pause.equals(LONGEST) && waitsInVain(client, timeline)) {
                    toldStuck = true;
                    stuck.run();
                }
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

    private static boolean waitsInVain(BeamletClient client, TaskTimeline timeline) {
        String endpoint = timeline.endpointId();
        boolean waits =
                timeline.status().equals("waiting-for-ep") || timeline.status().equals("received");
        return waits && endpoint != null && !client.status(EndpointId.parse(endpoint)).online();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
