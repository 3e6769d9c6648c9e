package org.beamlet.protocol.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Predicate;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an object, read one by one, as to bind a class takes a new process many times as
 * long as the reading. A field of another kind is noted: then the binding is to convert or refuse.
 */
final class PlainFields {
    private final JsonNode object;
    private boolean odd;

    PlainFields(JsonNode object) {
        this.object = object;
        this.odd = !object.isObject();
    }

    /** {@return whether something is not of the kind that was asked for} */
    boolean odd() {
        return odd;
    }

    /** {@return the field's value; null where it is absent, or of another kind} */
    private @Nullable JsonNode known(String name, Predicate<JsonNode> kind) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        boolean right = kind.test(value);
        odd |= !right;
        return right ? value : null;
    }

    @Nullable String text(String name) {
        JsonNode value = known(name, JsonNode::isTextual);
        return value == null ? null : value.textValue();
    }

    @Nullable Double number(String name) {
        JsonNode value = known(name, JsonNode::isNumber);
        return value == null ? null : Double.valueOf(value.doubleValue());
    }

    @Nullable Integer whole(String name) {
        JsonNode value = known(name, JsonNode::isInt);
        return value == null ? null : Integer.valueOf(value.intValue());
    }

    @Nullable Boolean truth(String name) {
        JsonNode value = known(name, JsonNode::isBoolean);
        return value == null ? null : Boolean.valueOf(value.booleanValue());
    }

    /** What few have is bound. */
    <T> @Nullable T bound(String name, Class<T> type) {
        return object.hasNonNull(name) ? Json.convert(object.get(name), type) : null;
    }
}
