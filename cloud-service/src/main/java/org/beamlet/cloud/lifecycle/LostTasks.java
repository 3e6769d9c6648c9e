package org.beamlet.cloud.lifecycle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.cloud.group.EndpointGroup;
import org.beamlet.cloud.group.EndpointGroups;
import org.beamlet.cloud.group.GroupView;
import org.beamlet.cloud.group.Placement;
import org.beamlet.cloud.task.OpenTask;
import org.beamlet.cloud.task.OpenTasks;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;

/** Decides about tasks that were lost with the endpoint that had taken them on. */
final class LostTasks {
    private final OpenTasks tasks;
    private final EndpointGroups groups;
    private final GroupView view;

    LostTasks(OpenTasks tasks, EndpointGroups groups, GroupView view) {
        this.tasks = tasks;
        this.groups = groups;
        this.view = view;
    }

    /** Those that may run again are placed anew, where their group says; the others fail. */
    void handle(List<OpenTask> lost, EndpointId from, String why, String setting) {
        Map<OpenTask, EndpointId> again = new LinkedHashMap<>();
        List<OpenTask> failed = new ArrayList<>();
        Map<EndpointId, Optional<Placement>> placements = new HashMap<>();
        for (OpenTask task : lost) {
            Optional<Placement> group =
                    task.group() == null
                            ? Optional.empty()
                            : placements.computeIfAbsent(task.group(), this::placement);
            if (task.idempotent() && group.map(LostTasks::mayMove).orElse(true)) {
                EndpointId target =
                        group.flatMap(view ->
                                        view.choose(task.function(), task.roots(), from).endpoint())
                                .orElse(from);
                again.put(task, target);
            } else {
                failed.add(task);
            }
        }
        tasks.requeue(again, why);
        tasks.fail(failed, ErrorCode.TASK_LOST, text(why, setting));
    }

    private Optional<Placement> placement(EndpointId group) {
        return groups.find(group).map(view::of);
    }

    private static boolean mayMove(Placement placement) {
        return placement.running() != EndpointGroup.Running.NEVER;
    }

    private static String text(String why, String setting) {
        return why
                + " while it had the task ("
                + setting
                + "), and the function is not known to be idempotent; see what it has done, then"
                + " submit it again, or register the function with meta.idempotent: true if it may"
                + " simply run again";
    }
}
