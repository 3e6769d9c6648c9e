package org.beamlet.client.inprocess;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Collectors;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.FunctionCall;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Java code that stands in a catalog as its functions do, so that it runs just as they run:
 * arguments and results go through JSON text.
 */
record JavaFunctionBody<A, R extends @Nullable Object>(
        String name, Class<A> type, JavaFunction.Told<A, R> body) implements CatalogFunction {
    static final String VERSION = "0.0.0";

    /** Where the value lies among what a function of the catalog must return. */
    private static final String VALUE = "value";

    private static final JsonNode ANY_OBJECT = Json.read("{\"type\": \"object\"}");

    @Override
    public String version() {
        return VERSION;
    }

    @Override
    public String description() {
        return "A function of this program";
    }

    @Override
    public JsonNode schema() {
        return ANY_OBJECT;
    }

    @Override
    public boolean idempotent() {
        return false;
    }

    @Override
    public ObjectNode run(FunctionCall call) {
        A arguments = arguments(call.arguments());
        ObjectNode result = Json.NODES.objectNode();
        result.putNull("result_file");
        result.putArray("files");
        result.set(VALUE, returned(arguments, call));
        return result;
    }

    private JsonNode returned(A arguments, FunctionCall call) {
        try {
            return json(body.run(arguments, call.progress()));
        } catch (Exception e) {
            JavaFunctionBody.<RuntimeException>raise(e);
            throw new AssertionError("was raised", e);
        }
    }

    /** {@return what the function returned} */
    static JsonNode value(JsonNode result) {
        return result.path(VALUE);
    }

    private A arguments(JsonNode given) {
        try {
            A read =
                    Json.mapper()
                            .readerFor(type)
                            .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                            .with(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                            .readValue(given.toString());
            return read;
        } catch (JsonProcessingException e) {
            throw new BeamletException(
                    ErrorCode.ARGUMENTS_INVALID,
                    "arguments of %s: %s".formatted(name, words(e)),
                    "pass what %s has, each by its name".formatted(type.getSimpleName()),
                    e);
        }
    }

    /** What is wrong and where, without advice on how to set the reader. */
    private static String words(JsonProcessingException e) {
        String what = e.getOriginalMessage().replaceFirst(" \\(set .*", "");
        String where =
                e instanceof JsonMappingException mapping
                        ? mapping.getPath().stream()
                                .map(step ->
                                        step.getFieldName() == null
                                                ? "[" + step.getIndex() + "]"
                                                : step.getFieldName())
                                .collect(Collectors.joining("."))
                        : "";
        return where.isEmpty() ? what : where + ": " + what;
    }

    private JsonNode json(@Nullable Object returned) {
        if (returned == null) {
            return NullNode.getInstance();
        }
        try {
            return Json.mapper().valueToTree(returned);
        } catch (IllegalArgumentException e) {
            throw new BeamletException(
                    ErrorCode.PAYLOAD_INVALID,
                    "%s returned a %s, which cannot travel: %s"
                            .formatted(
                                    name,
                                    returned.getClass().getName(),
                                    String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
                    "return records, maps, lists, numbers, booleans and text",
                    e);
        }
    }

    /** What the code throws is told as it is, not as the cause of something else. */
    @SuppressWarnings("unchecked")
    private static <E extends Exception> void raise(Exception thrown) throws E {
        throw (E) thrown;
    }
}
