package org.beamlet.catalog.descriptor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.json.Json;

/**
 * What lies beside a function's class as {@code NAMEOFTHECLASS.function.json}. Everything may be
 * left out. Read by hand: workers read it at their first call, and to bind classes takes many times
 * as long.
 */
final class DescriptorFile {
    private static final Set<String> KEYS =
            Set.of("documentation", "result", "example", "resources", "flow", "deprecated");

    private final String name;
    private final JsonNode json;

    private DescriptorFile(String name, JsonNode json) {
        this.name = name;
        this.json = json;
    }

    private static DescriptorFile beside(Class<?> function) {
        String name = function.getSimpleName() + ".function.json";
        try (InputStream in = function.getResourceAsStream(name)) {
            return new DescriptorFile(
                    name,
                    in == null
                            ? MissingNode.getInstance()
                            : Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FunctionDescriptor descriptor(CatalogFunction function) {
        DescriptorFile file = beside(function.getClass());
        file.requireKeys(file.json, KEYS);
        return new FunctionDescriptor(
                CatalogFunctionId.BEAMLET,
                function.name(),
                function.version(),
                function.description(),
                String.join("\n", texts(file.json.path("documentation"))),
                function.schema(),
                file.result(function),
                file.json.path("example").isObject()
                        ? file.json.path("example")
                        : Json.NODES.objectNode(),
                file.resources(),
                new FunctionDescriptor.Implementation(
                        FunctionDescriptor.Implementation.Kind.JAVA, function.getClass().getName()),
                file.flow(function),
                file.deprecation(),
                function.idempotent());
    }

    /** A key with a slip in it would say nothing, and nobody would see. */
    private void requireKeys(JsonNode object, Set<String> known) {
        object.fieldNames()
                .forEachRemaining(key -> {
                    if (!known.contains(key)) {
                        throw invalid("unknown key '%s'".formatted(key));
                    }
                });
    }

    private BeamletException invalid(String what) {
        return new BeamletException(
                ErrorCode.INPUT_INVALID,
                "%s: %s".formatted(name, what),
                "write it as docs/how-to/write-a-catalog-function.md says");
    }

    private FlowArguments flow(CatalogFunction function) {
        JsonNode flow = json.path("flow");
        if (flow.isMissingNode()) {
            return FlowArguments.named(function);
        }
        requireKeys(flow, Set.of("arguments_in", "renamed", "passed_over"));
        return new FlowArguments(
                texts(flow.path("arguments_in")),
                map(flow.path("renamed"), JsonNode::asText),
                texts(flow.path("passed_over")));
    }

    private Optional<Deprecation> deprecation() {
        JsonNode deprecated = json.path("deprecated");
        if (deprecated.isMissingNode()) {
            return Optional.empty();
        }
        requireKeys(deprecated, Set.of("since", "use"));
        if (!deprecated.path("since").isTextual() || !deprecated.path("use").isTextual()) {
            throw invalid("'deprecated' needs 'since' and 'use'");
        }
        return Optional.of(
                new Deprecation(
                        deprecated.path("since").asText(), deprecated.path("use").asText()));
    }

    private Resources resources() {
        JsonNode resources = json.path("resources");
        if (resources.isMissingNode()) {
            return Resources.SMALL;
        }
        requireKeys(resources, Set.of("cores", "memory_mb", "gpu", "typical_time"));
        JsonNode time = resources.path("typical_time");
        requireKeys(time, Set.of("seconds", "sizes", "terms", "on"));
        List<TypicalTime.Term> terms = new ArrayList<>();
        time.path("terms")
                .forEach(term ->
                        terms.add(
                                new TypicalTime.Term(
                                        term.path("seconds").asDouble(),
                                        map(term.path("of"), JsonNode::asDouble))));
        return new Resources(
                resources.path("cores").asInt(1),
                resources.path("memory_mb").asInt(Resources.SMALL.memoryMb()),
                gpu(resources.path("gpu").asText("none")),
                new TypicalTime(
                        time.path("seconds").asDouble(),
                        map(time.path("sizes"), JsonNode::asText),
                        terms,
                        time.path("on").asText("")));
    }

    private Resources.Gpu gpu(String word) {
        for (Resources.Gpu one : Resources.Gpu.values()) {
            if (one.word().equals(word)) {
                return one;
            }
        }
        throw invalid("'gpu' is none, optional or required, and not '%s'".formatted(word));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    private static <V> Map<String, V> map(JsonNode object, Function<JsonNode, V> value) {
        Map<String, V> map = new LinkedHashMap<>();
        object.properties().forEach(one -> map.put(one.getKey(), value.apply(one.getValue())));
        return map;
    }

    /** What all results have is said once, here. */
    private JsonNode result(CatalogFunction function) {
        ObjectNode schema =
                json.path("result") instanceof ObjectNode own ? own : Json.NODES.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "result of %s %s".formatted(function.name(), function.version()));
        schema.put("type", "object");
        ObjectNode properties = schema.withObjectProperty("properties");
        ResultSchema.common()
                .properties()
                .forEach(one -> {
                    if (!properties.has(one.getKey())) {
                        properties.set(one.getKey(), one.getValue());
                    }
                });
        var required = schema.withArrayProperty("required");
        ResultSchema.common().fieldNames().forEachRemaining(required::add);
        return schema;
    }
}
