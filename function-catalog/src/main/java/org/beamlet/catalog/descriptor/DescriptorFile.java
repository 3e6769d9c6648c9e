package org.beamlet.catalog.descriptor;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What lies beside a function's class as {@code NAMEOFTHECLASS.function.json}. Everything may be
 * left out.
 *
 * @param documentation lines of Markdown
 * @param result JSON Schema of the function's own part of its result
 */
record DescriptorFile(
        @JsonProperty("documentation") @Nullable List<String> documentation,
        @JsonProperty("result") @Nullable ObjectNode result,
        @JsonProperty("example") @Nullable ObjectNode example,
        @JsonProperty("resources") @Nullable Resources resources,
        @JsonProperty("flow") @Nullable FlowArguments flow,
        @JsonProperty("deprecated") @Nullable Deprecation deprecated) {
    private static final DescriptorFile NONE =
            new DescriptorFile(null, null, null, null, null, null);

    private static DescriptorFile beside(Class<?> function) {
        String name = function.getSimpleName() + ".function.json";
        try (InputStream in = function.getResourceAsStream(name)) {
            return in == null
                    ? NONE
                    : Json.read(
                            new String(in.readAllBytes(), StandardCharsets.UTF_8),
                            DescriptorFile.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FunctionDescriptor descriptor(CatalogFunction function) {
        DescriptorFile file = beside(function.getClass());
        return new FunctionDescriptor(
                CatalogFunctionId.BEAMLET,
                function.name(),
                function.version(),
                function.description(),
                file.documentation == null ? "" : String.join("\n", file.documentation),
                function.schema(),
                result(function, file.result),
                file.example == null ? Json.MAPPER.createObjectNode() : file.example,
                file.resources == null ? Resources.SMALL : file.resources,
                new FunctionDescriptor.Implementation(
                        FunctionDescriptor.Implementation.Kind.JAVA, function.getClass().getName()),
                file.flow == null ? FlowArguments.named(function) : file.flow,
                Optional.ofNullable(file.deprecated),
                function.idempotent());
    }

    /** What all results have is said once, here. */
    private static JsonNode result(CatalogFunction function, @Nullable ObjectNode own) {
        ObjectNode schema = own == null ? Json.MAPPER.createObjectNode() : own;
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
