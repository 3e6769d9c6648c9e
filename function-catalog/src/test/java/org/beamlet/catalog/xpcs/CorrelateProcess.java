package org.beamlet.catalog.xpcs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;

/** Runs {@code xpcs.correlate} in a process of its own, once for each argument, which is JSON. */
final class CorrelateProcess {
    private CorrelateProcess() {}

    public static void main(String[] arguments) {
        for (String one : arguments) {
            try {
                Measurement.run((ObjectNode) Json.read(one));
                System.out.println("done");
            } catch (BeamletException e) {
                System.out.println(e.code() + ": " + e.getMessage());
            }
        }
    }
}
