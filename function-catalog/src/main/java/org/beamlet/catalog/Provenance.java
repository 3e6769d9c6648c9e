package org.beamlet.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Set;
import org.beamlet.catalog.descriptor.FunctionDescriptor;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** What ran, with what, where: part of every result of the catalog, and of files that say so. */
public final class Provenance {
    /** More warnings than a person reads are not kept. */
    private static final int MOST_WARNINGS = 100;

    private final String function;
    private final String version;
    private final @Nullable FunctionId id;
    private final @Nullable String sha256;
    private final ObjectNode parameters;
    private final long startedNs = System.nanoTime();

    // Guarded by this.
    private final Set<String> warnings = new LinkedHashSet<>();
    private String device = "cpu";

    private Provenance(
            String function,
            String version,
            @Nullable FunctionId id,
            @Nullable String sha256,
            ObjectNode parameters) {
        this.function = function;
        this.version = version;
        this.id = id;
        this.sha256 = sha256;
        this.parameters = parameters;
    }

    static Provenance of(FunctionDescriptor function, @Nullable String sha256, JsonNode arguments) {
        return new Provenance(
                function.name(),
                function.version(),
                function.id(),
                sha256,
                Parameters.used(function.arguments(), arguments));
    }

    /** Of a call that no function has taken. */
    static Provenance unknown(JsonNode arguments) {
        return new Provenance(
                "", "", null, null, Parameters.used(Json.NODES.objectNode(), arguments));
    }

    /** Takes note of something that the caller should know, though the result is there. */
    public synchronized void warn(String text) {
        if (warnings.size() < MOST_WARNINGS) {
            warnings.add(text);
        }
    }

    /**
     * Takes note of where the work is done.
     *
     * @param name such as {@code cuda:0 NVIDIA H200}; until it is told, {@code cpu}
     */
    public synchronized void ranOn(String name) {
        device = name;
    }

    /** {@return all that is known until now; seconds count from the call's begin} */
    public synchronized ObjectNode json() {
        ObjectNode json = Json.NODES.objectNode();
        json.put("function", function);
        json.put("version", version);
        json.put("id", id == null ? "" : id.toString());
        json.put("sha256", sha256);
        json.set("parameters", parameters);
        json.put("host", ThisHost.NAME);
        json.put("device", device);
        json.put("seconds", Math.round((System.nanoTime() - startedNs) / 1e6) / 1000.0);
        ArrayNode all = json.putArray("warnings");
        warnings.forEach(all::add);
        return json;
    }
}
