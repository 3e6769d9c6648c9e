package org.beamlet.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.TaskTimeline;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;
import org.jspecify.annotations.Nullable;

/** Asks now and then where a task is, for a person to see; the result comes by another way. */
final class StateWatch implements AutoCloseable {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    /** Between two looks at a task that says how far it is. */
    private static final Duration MOVING = Duration.ofMillis(500);

    private final Thread thread;

    private StateWatch(Thread thread) {
        this.thread = thread;
    }

    /** Whoever wants to know. */
    interface Told {
        /** The task is in another state. */
        void reached(String state);

        /** It has said how far it is. */
        void progress(double fraction, String what);

        /** It has found so much. */
        void partial(JsonNode value);

        /** The endpoint went offline while the task waits for it; told once. */
        void stuck();
    }

    /** Begins to watch. */
    static StateWatch start(BeamletClient client, TaskId task, Told told) {
        return new StateWatch(
                Thread.ofVirtual().name("state-watch").start(() -> watch(client, task, told)));
    }

    private static void watch(BeamletClient client, TaskId task, Told told) {
        Set<String> reached = new LinkedHashSet<>();
        Duration pause = FIRST;
        boolean toldStuck = false;
        TaskTimeline.Partial last = null;
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
                    told.stuck();
                }
                if (reached.add(timeline.status())) {
                    told.reached(timeline.status());
                }
                TaskTimeline.Progress progress = timeline.progress();
                if (progress != null) {
                    told.progress(progress.fraction(), progress.what());
                }
                TaskTimeline.Partial partial = timeline.partial();
                if (partial != null && !sameTime(partial, last)) {
                    last = partial;
                    told.partial(partial.value());
                }
                Duration longest = progress == null ? LONGEST : MOVING;
                pause =
                        pause.multipliedBy(2).compareTo(longest) < 0
                                ? pause.multipliedBy(2)
                                : longest;
            }
        } catch (InterruptedException | BeamletException _) {
            // Closed, or a service without timelines; the result does not depend on it.
        }
    }

    private static boolean sameTime(
            TaskTimeline.Partial one, TaskTimeline.@Nullable Partial other) {
        return other != null && one.seq() == other.seq() && one.attempt() == other.attempt();
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
