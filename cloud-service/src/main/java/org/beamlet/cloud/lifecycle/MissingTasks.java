package org.beamlet.cloud.lifecycle;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.endpoint.EndpointLife;
import org.beamlet.cloud.endpoint.EndpointLives;
import org.beamlet.cloud.task.OpenTask;
import org.beamlet.cloud.task.OpenTasks;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.jboss.logging.Logger;

/**
 * Finds tasks that are neither in the queue of their endpoint nor held by its agent, such as after
 * a queue was deleted or a broker lost its disk, and publishes them again.
 */
final class MissingTasks {
    private static final Logger LOG = Logger.getLogger(MissingTasks.class);

    private final EndpointLives lives;
    private final OpenTasks tasks;
    private final LostTasks lost;
    private final BrokerAdmin broker;
    private final Clock clock;

    /** What was missing when it was looked at last: only what is so twice is missing. */
    private final Map<EndpointId, Suspicion> suspicions = new HashMap<>();

    private record Suspicion(long saidMs, Set<TaskId> tasks) {}

    MissingTasks(
            EndpointLives lives, OpenTasks tasks, LostTasks lost, BrokerAdmin broker, Clock clock) {
        this.lives = lives;
        this.tasks = tasks;
        this.lost = lost;
        this.broker = broker;
        this.clock = clock;
    }

    void sweep() {
        Instant now = clock.instant();
        List<EndpointLife> busy = lives.busy();
        suspicions.keySet().retainAll(busy.stream().map(EndpointLife::id).toList());
        for (EndpointLife life : busy) {
            if (life.online(now)) {
                look(life, now);
            }
        }
    }

    private void look(EndpointLife life, Instant now) {
        Suspicion before = suspicions.get(life.id());
        if (before != null && before.saidMs() == said(life)) {
            // The agent has not said anything new since.
            return;
        }
        List<OpenTask> published =
                tasks.publishedAt(life.id()).stream()
                        .filter(task -> settled(task, life, now))
                        .toList();
        if (published.isEmpty()) {
            suspicions.put(life.id(), new Suspicion(said(life), Set.of()));
            return;
        }
        long depth = broker.depth(AmqpNames.taskQueue(life.id()));
        if (depth < 0) {
            LOG.warnf("task queue was gone, declaring it again endpoint=%s", life.id());
            broker.declareEndpoint(life.id());
            depth = 0;
        }
        if (life.isBeamlet()) {
            compare(life, published, depth);
        } else if (depth == 0 && holdsNothing(life)) {
            gone(life, published);
        }
    }

    /** Too young a task may be on its way between the two places that are looked at. */
    private static boolean settled(OpenTask task, EndpointLife life, Instant now) {
        return life.isBeamlet()
                ? task.stateMs() < life.heldMs()
                : task.stateMs() + life.lease().toMillis() < now.toEpochMilli();
    }

    private void compare(EndpointLife life, List<OpenTask> published, long depth) {
        Map<TaskId, Integer> held = lives.held(life.id());
        List<OpenTask> unheld =
                published.stream()
                        .filter(task -> held.getOrDefault(task.id(), 0) < task.attempt())
                        .toList();
        List<OpenTask> queued = unheld.stream().filter(OpenTask::queued).toList();
        List<OpenTask> accepted = unheld.stream().filter(task -> !task.queued()).toList();
        // The queue gives the oldest first, so what is still in it are the youngest.
        List<OpenTask> missing = new ArrayList<>(accepted);
        missing.addAll(queued.subList(0, (int) Math.max(0, queued.size() - depth)));
        List<OpenTask> twice = confirmed(life, missing);
        if (twice.isEmpty()) {
            return;
        }
        LOG.warnf(
                "tasks missing endpoint=%s tasks=%d queue=%d held=%d",
                life.id(), twice.size(), depth, held.size());
        restore(life, twice);
    }

    /** {@return those that were missing already when the agent spoke before} */
    private List<OpenTask> confirmed(EndpointLife life, List<OpenTask> missing) {
        Suspicion before = suspicions.get(life.id());
        Set<TaskId> ids = new HashSet<>();
        missing.forEach(task -> ids.add(task.id()));
        suspicions.put(life.id(), new Suspicion(said(life), ids));
        return before == null
                ? List.of()
                : missing.stream().filter(task -> before.tasks().contains(task.id())).toList();
    }

    /** {@return when the agent last said what, or at least how much, it has} */
    private static long said(EndpointLife life) {
        return life.isBeamlet() ? life.heldMs() : life.heartbeatMs();
    }

    private void restore(EndpointLife life, List<OpenTask> missing) {
        List<OpenTask> again = new ArrayList<>();
        Map<OpenTask, EndpointId> anew = new LinkedHashMap<>();
        List<OpenTask> forgotten = new ArrayList<>();
        for (OpenTask task : missing) {
            if (!task.queued()) {
                forgotten.add(task);
            } else if (task.stateMs() >= life.sessionMs()) {
                again.add(task);
            } else {
                // Its agent was another then, whose journal may be elsewhere.
                anew.put(task, task.endpoint());
            }
        }
        tasks.republish(again);
        tasks.requeue(anew, "it was neither in the endpoint's queue nor with its agent");
        if (!forgotten.isEmpty()) {
            lost.handle(
                    forgotten,
                    life.id(),
                    "the agent of endpoint '%s' no longer knows the task".formatted(life.name()),
                    "its journal was lost, or it was started elsewhere");
        }
    }

    /** An agent that names no tasks says at least how many it has. */
    private static boolean holdsNothing(EndpointLife life) {
        String report = life.report();
        if (report == null) {
            return false;
        }
        var state = Json.read(report);
        return state.path("outstanding_tasks").asInt(1) == 0
                && state.path("pending_tasks").asInt(1) == 0;
    }

    private void gone(EndpointLife life, List<OpenTask> published) {
        List<OpenTask> twice = confirmed(life, published);
        if (!twice.isEmpty()) {
            lost.handle(
                    twice,
                    life.id(),
                    "endpoint '%s' has nothing to do any more".formatted(life.name()),
                    "it was restarted or its queue was lost");
        }
    }
}
