package org.beamlet.cloud.messaging;

import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.UuidText;

/** The broker lets an endpoint publish under its own key only, so the key says who it was. */
final class RoutingKeys {
    private RoutingKeys() {}

    static EndpointId endpoint(String key, String suffix) {
        String id = key.endsWith(suffix) ? key.substring(0, key.length() - suffix.length()) : "";
        if (!UuidText.isUuid(id)) {
            throw new BeamletException(
                    ErrorCode.MESSAGE_INVALID,
                    "routing key '%s' does not name an endpoint".formatted(key),
                    "publish with the routing key of the registration");
        }
        return EndpointId.parse(id);
    }
}
