package org.beamlet.agent.access;

import java.util.Map;
import java.util.Set;
import org.beamlet.protocol.id.FunctionId;

/**
 * The functions that may run.
 *
 * @param pins by function, the SHA-256 of its code; empty text where any code under that id will do
 */
public record AllowedFunctions(Map<FunctionId, String> pins) {
    public AllowedFunctions {
        pins = Map.copyOf(pins);
    }

    public Set<FunctionId> ids() {
        return pins.keySet();
    }
}
