package org.beamlet.cloud.lifecycle;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.cloud.endpoint.EndpointLife;
import org.beamlet.cloud.endpoint.EndpointLives;
import org.beamlet.cloud.group.EndpointGroup;
import org.beamlet.cloud.group.EndpointGroups;
import org.beamlet.cloud.group.GroupView;
import org.beamlet.cloud.group.Placement;
import org.beamlet.cloud.task.OpenTask;
import org.beamlet.cloud.task.OpenTasks;
import org.beamlet.protocol.id.EndpointId;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keeps the tasks of endpoint groups where somebody is who can run them. */
final class GroupKeeper {
    private static final Logger LOG = Logger.getLogger(GroupKeeper.class);

    private final EndpointLives lives;
    private final EndpointGroups groups;
    private final GroupView view;
    private final OpenTasks tasks;
    private final Clock clock;

    GroupKeeper(
            EndpointLives lives,
            EndpointGroups groups,
            GroupView view,
            OpenTasks tasks,
            Clock clock) {
        this.lives = lives;
        this.groups = groups;
        this.view = view;
        this.tasks = tasks;
        this.clock = clock;
    }

    /** Finds an endpoint for tasks that had none. */
    void placeParked() {
        move(tasks.parked(), null, "");
    }

    /** Says of tasks whose group is gone why they go nowhere. */
    void explainOrphaned() {
        move(tasks.orphaned(), null, "");
    }

    /** Takes what an endpoint that went away has not begun to where it can run. */
    void failOver(Instant listening) {
        Instant now = clock.instant();
        for (EndpointLife life : lives.busy()) {
            if (!life.offline(now, listening)) {
                continue;
            }
            List<OpenTask> movable =
                    tasks.ofGroupsAt(life.id()).stream().filter(this::movesWhenOffline).toList();
            if (!movable.isEmpty()) {
                move(movable, life, "endpoint '%s' went offline".formatted(life.name()));
            }
        }
    }

    private boolean movesWhenOffline(OpenTask task) {
        return task.queued()
                || (task.idempotent()
                        && task.group() != null
                        && groups.find(task.group())
                                .filter(group ->
                                        group.running() == EndpointGroup.Running.WHEN_OFFLINE)
                                .isPresent());
    }

    private void move(List<OpenTask> movable, @Nullable EndpointLife from, String why) {
        Map<EndpointId, Optional<Placement>> placements = new HashMap<>();
        Map<OpenTask, EndpointId> moves = new LinkedHashMap<>();
        Map<OpenTask, String> waits = new LinkedHashMap<>();
        for (OpenTask task : movable) {
            EndpointId group = task.group();
            if (group == null) {
                continue;
            }
            Optional<Placement> placement =
                    placements.computeIfAbsent(group, id -> groups.find(id).map(view::of));
            if (placement.isEmpty()) {
                waits.put(task, EndpointGroups.DELETED);
                continue;
            }
            EndpointId except = from == null ? null : from.id();
            Placement.Choice choice = placement.get().choose(task.function(), task.roots(), except);
            choice.endpoint()
                    .ifPresentOrElse(
                            target -> moves.put(task, target), () -> waits.put(task, choice.why()));
        }
        tasks.explain(waits);
        if (!moves.isEmpty() && (from == null || lives.fence(from))) {
            int moved = tasks.requeue(moves, why);
            LOG.infof("tasks placed tasks=%d from=%s", moved, from == null ? "-" : from.id());
        }
    }
}
