package org.beamlet.protocol.id;

import java.util.UUID;

/** Names a task. */
public record TaskId(UUID value) implements Comparable<TaskId> {
    public static TaskId random() {
        return new TaskId(TimeOrderedUuid.now());
    }

    /**
     * Reads the canonical text form.
     *
     * @throws org.beamlet.protocol.error.BeamletException with code INVALID_UUID
     */
    public static TaskId parse(String text) {
        return new TaskId(UuidText.parse("task", text));
    }

    @Override
    public int compareTo(TaskId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
