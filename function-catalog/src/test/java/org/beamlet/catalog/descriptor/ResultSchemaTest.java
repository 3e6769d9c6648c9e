package org.beamlet.catalog.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.beamlet.catalog.ArgumentCheck;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.FunctionCall;
import org.beamlet.catalog.Progress;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What functions promise of their results is held against real ones. */
class ResultSchemaTest {
    private static final JsonSchemaFactory SCHEMAS =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    @TempDir Path folder;

    private final Catalog catalog = Catalog.load();

    private static String resource(String name) throws URISyntaxException {
        URL url = Objects.requireNonNull(ResultSchemaTest.class.getResource(name), name);
        return Path.of(url.toURI()).toString();
    }

    /** A call of each function; a function without one here fails the test. */
    private Map<String, ObjectNode> calls() throws URISyntaxException {
        Map<String, ObjectNode> calls = new HashMap<>();
        calls.put("diagnostics.noop", object().put("echo", "é"));
        calls.put("diagnostics.sleep", object().put("seconds", 0.01));
        calls.put(
                "diagnostics.append",
                object().put("path", folder.resolve("lines").toString()).put("text", "one"));
        calls.put(
                "xpcs.correlate",
                object().put("raw", resource("/xpcs/p4_n16/raw.h5"))
                        .put("qmap", resource("/xpcs/p4_n16/qmap.h5"))
                        .put("output", folder.toString()));
        return calls;
    }

    private static ObjectNode object() {
        return Json.NODES.objectNode();
    }

    private static Set<ValidationMessage> faults(CatalogFunction function, JsonNode result) {
        return SCHEMAS.getSchema(function.descriptor().result()).validate(result);
    }

    @Test
    void everyFunctionsResultIsAsItsSchemaSays() throws URISyntaxException {
        Map<String, ObjectNode> calls = calls();
        for (CatalogFunction function : catalog.functions()) {
            ObjectNode arguments = calls.get(function.name());
            assertThat(arguments).as("a call of %s", function.name()).isNotNull();
            ObjectNode result =
                    Catalog.call(
                            function,
                            new FunctionCall(
                                    Objects.requireNonNull(arguments), "t", 1, Progress.NONE));

            assertThat(faults(function, result)).as("%s: %s", function.name(), result).isEmpty();
            result.remove("provenance");
            assertThat(faults(function, result)).as("without provenance").isNotEmpty();
        }
    }

    @Test
    void examplesAreArgumentsOfTheirFunctions() {
        for (CatalogFunction function : catalog.functions()) {
            FunctionDescriptor descriptor = function.descriptor();
            ArgumentCheck.check(function, descriptor.example());
            assertThat(descriptor.example()).as(function.name()).isNotEmpty();
            assertThat(descriptor.documentation()).as(function.name()).isNotBlank();
            assertThat(descriptor.resources().typicalTime().unknown())
                    .as(function.name())
                    .isFalse();
            assertThat(descriptor.id()).isEqualTo(function.id());
        }
    }
}
