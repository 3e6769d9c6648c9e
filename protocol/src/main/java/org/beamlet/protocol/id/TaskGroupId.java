package org.beamlet.protocol.id;

import java.util.UUID;

/** Names a task group. */
public record TaskGroupId(UUID value) implements Comparable<TaskGroupId> {
    public static TaskGroupId random() {
        return new TaskGroupId(TimeOrderedUuid.now());
    }

    /**
     * Reads the canonical text form.
     *
     * @throws org.beamlet.protocol.error.BeamletException with code INVALID_UUID
     */
    public static TaskGroupId parse(String text) {
        return new TaskGroupId(UuidText.parse("task group", text));
    }

    @Override
    public int compareTo(TaskGroupId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
