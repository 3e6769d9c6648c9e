package org.beamlet.worker.execution;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.Serialized;

/** Writes a result in the form that the caller asked for, where Java can. */
final class ResultBuffer {
    private static final String JSON = "JSONData";
    private static final String ALL = "AllDataStrategies";

    private ResultBuffer() {}

    /**
     * Serializes.
     *
     * @param serializers import paths such as {@code globus_compute_sdk.serialize.JSONData}, the
     *     preferred first; those that only Python can write are passed over
     */
    static String of(JsonNode result, List<String> serializers) {
        Serialized json = Serialized.json(result);
        for (String path : serializers) {
            switch (path.substring(path.lastIndexOf('.') + 1)) {
                case JSON -> {
                    return json.text();
                }
                case ALL -> {
                    return new Serialized(Serialized.ALL_DATA, Payloads.pack(json.text())).text();
                }
                default -> {}
            }
        }
        return json.text();
    }
}
