package org.beamlet.agent.command;

import java.util.Optional;
import java.util.function.Supplier;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.registration.EndpointIdentity;
import org.beamlet.protocol.id.EndpointId;

/** The id that the folder keeps, read until it is there. */
final class KnownId implements Supplier<Optional<String>> {
    private final EndpointFolder folder;
    private volatile Optional<String> known = Optional.empty();

    KnownId(EndpointFolder folder) {
        this.folder = folder;
    }

    @Override
    public Optional<String> get() {
        if (known.isEmpty()) {
            known = EndpointIdentity.read(folder.identity()).map(EndpointId::toString);
        }
        return known;
    }
}
