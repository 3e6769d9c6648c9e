package org.beamlet.client.command;

import java.util.List;
import java.util.Optional;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.EndpointGroupSummary;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Finds one of the caller's endpoint groups by its name or id. */
record EndpointGroupLookup(BeamletClient client) {
    /** {@return the group; empty also at a service that knows of none} */
    Optional<EndpointGroupSummary> find(String word) {
        try {
            return client.endpointGroups().stream().filter(one -> one.isCalled(word)).findFirst();
        } catch (BeamletException e) {
            if (e.code() == ErrorCode.ROUTE_NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    EndpointGroupSummary required(String word) {
        return find(word).orElseThrow(() -> unknown(word));
    }

    private BeamletException unknown(String word) {
        List<String> names =
                client.endpointGroups().stream().map(EndpointGroupSummary::name).toList();
        return new BeamletException(
                ErrorCode.ENDPOINT_NOT_FOUND,
                "you have no endpoint group '%s'".formatted(word),
                names.isEmpty()
                        ? "make one with `beamlet endpoint-group create NAME ENDPOINT…`"
                        : "there are: " + String.join(", ", names));
    }
}
