package org.beamlet.protocol.bundle;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.json.Json;

/** The functions that an archive says it holds, to be known without loading a class of it. */
public record BundleIndex(@JsonProperty("functions") List<Entry> functions) {
    /** Where it lies in the archive. */
    public static final String PLACE = "META-INF/beamlet/functions.json";

    public BundleIndex {
        functions = List.copyOf(functions);
    }

    /**
     * One function.
     *
     * @param type the class that implements it
     * @param descriptor all that it says of itself
     */
    public record Entry(
            @JsonProperty("name") String name,
            @JsonProperty("version") String version,
            @JsonProperty("summary") String summary,
            @JsonProperty("class") String type,
            @JsonProperty("idempotent") boolean idempotent,
            @JsonProperty("descriptor") JsonNode descriptor) {
        /**
         * {@return the metadata with which it is published}
         *
         * @param content the hash of what it is made of
         */
        public ObjectNode metadata(String content) {
            ObjectNode meta = Json.NODES.objectNode();
            meta.put("idempotent", idempotent);
            meta.put("publisher", CatalogFunctionId.BEAMLET);
            meta.put("content", content);
            meta.set("descriptor", descriptor);
            return meta;
        }
    }

    /** {@return the list of an archive, if it has one} */
    public static Optional<BundleIndex> of(BundleFile bundle) throws IOException {
        return bundle.read(PLACE)
                .map(bytes ->
                        Json.read(new String(bytes, StandardCharsets.UTF_8), BundleIndex.class));
    }

    /** {@return it as it stands in the archive, one function a line} */
    public String text() {
        return functions.stream()
                .map(Json::write)
                .collect(Collectors.joining(",\n  ", "{\"functions\": [\n  ", "\n]}\n"));
    }
}
