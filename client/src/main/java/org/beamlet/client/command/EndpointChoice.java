package org.beamlet.client.command;

import org.beamlet.protocol.id.EndpointId;

/** The endpoint that a command is about. */
record EndpointChoice(EndpointId id, String name) {
    String shown() {
        return name.equals(id.toString()) ? name : "'%s' (%s)".formatted(name, id);
    }
}
