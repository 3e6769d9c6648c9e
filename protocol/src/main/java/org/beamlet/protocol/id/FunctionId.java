package org.beamlet.protocol.id;

import java.util.UUID;

/** Names a function. */
public record FunctionId(UUID value) implements Comparable<FunctionId> {
    public static FunctionId random() {
        return new FunctionId(UUID.randomUUID());
    }

    /**
     * Reads the canonical text form.
     *
     * @throws org.beamlet.protocol.error.BeamletException with code INVALID_UUID
     */
    public static FunctionId parse(String text) {
        return new FunctionId(UuidText.parse("function", text));
    }

    @Override
    public int compareTo(FunctionId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
