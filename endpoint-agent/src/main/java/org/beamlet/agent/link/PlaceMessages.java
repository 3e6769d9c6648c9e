package org.beamlet.agent.link;

import java.util.ArrayList;
import java.util.List;
import org.beamlet.agent.schedule.Assignment;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.node.wire.Place;
import org.beamlet.node.wire.PlacedTask;
import org.beamlet.node.wire.ToManager;

/** Packs placements into as few messages as their size allows. */
final class PlaceMessages {
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private PlaceMessages() {}

    static List<ToManager> of(List<Assignment> assignments) {
        List<ToManager> messages = new ArrayList<>();
        Place.Builder place = Place.newBuilder();
        long bytes = 0;
        for (Assignment assignment : assignments) {
            long size = assignment.task().size();
            if (place.getTasksCount() > 0 && bytes + size > MAX_BYTES) {
                messages.add(ToManager.newBuilder().setPlace(place).build());
                place = Place.newBuilder();
                bytes = 0;
            }
            place.addTasks(placed(assignment));
            bytes += size;
        }
        messages.add(ToManager.newBuilder().setPlace(place).build());
        return messages;
    }

    private static PlacedTask placed(Assignment assignment) {
        AcceptedTask task = assignment.task();
        return PlacedTask.newBuilder()
                .setTaskId(task.id().toString())
                .setAttempt(assignment.attempt())
                .setFunctionId(task.functionId())
                .setTaskBuffer(task.taskBuffer())
                .addAllResultSerializers(task.resultSerializers())
                .setResourceSpecification(task.resourceSpecification())
                .setTerms(task.terms().text())
                .build();
    }
}
