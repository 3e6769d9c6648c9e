package org.beamlet.protocol.id;

import java.util.UUID;

/** Names a endpoint. */
public record EndpointId(UUID value) implements Comparable<EndpointId> {
    public static EndpointId random() {
        return new EndpointId(UUID.randomUUID());
    }

    /**
     * Reads the canonical text form.
     *
     * @throws org.beamlet.protocol.error.BeamletException with code INVALID_UUID
     */
    public static EndpointId parse(String text) {
        return new EndpointId(UuidText.parse("endpoint", text));
    }

    @Override
    public int compareTo(EndpointId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
