package org.beamlet.worker.userfunction;

import com.fasterxml.jackson.databind.JavaType;
import org.beamlet.catalog.FunctionCall;
import org.beamlet.catalog.Progress;

/**
 * A parameter of a user's method.
 *
 * @param type what the JSON becomes; of an {@code Optional} what it may hold
 * @param optional whether it may be left out
 */
record Argument(String name, JavaType type, boolean optional) {

    /** {@return whether the caller does not give it, because the worker does} */
    boolean given() {
        return type.hasRawClass(FunctionCall.class) || type.hasRawClass(Progress.class);
    }

    /** {@return its type as the source has it} */
    String typeText() {
        String inner = MappableTypes.text(type);
        return optional ? "Optional<%s>".formatted(inner) : inner;
    }

    @Override
    public String toString() {
        return "%s: %s".formatted(name, typeText());
    }
}
