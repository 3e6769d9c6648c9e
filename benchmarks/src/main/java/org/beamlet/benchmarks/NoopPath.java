package org.beamlet.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.BeamletExecutor;
import org.beamlet.client.TaskListener;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.json.Json;

/** No-op calls through REST, store, broker, agent, worker and result stream. */
public final class NoopPath {
    private static final FunctionId NOOP = CatalogFunctionId.of("diagnostics.noop", "1.0.0");

    private NoopPath() {}

    /** Takes the endpoint's id; URL and token come from BEAMLET_URL and BEAMLET_TOKEN. */
    public static void main(String[] arguments) {
        URI service = URI.create(System.getenv("BEAMLET_URL"));
        ObjectNode nothing = Json.NODES.objectNode();
        try (BeamletClient client = new BeamletClient(service, System.getenv("BEAMLET_TOKEN"));
                BeamletExecutor executor =
                        new BeamletExecutor(client, EndpointId.parse(arguments[0]))) {
            Figures figures = Load.run(() -> executor.submit(NOOP, nothing, TaskListener.NONE));
            System.out.println(figures.json());
        }
    }
}
