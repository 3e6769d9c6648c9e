package org.beamlet.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.beamlet.catalog.descriptor.Descriptors;
import org.beamlet.catalog.descriptor.FunctionDescriptor;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.payload.FunctionCode;

/**
 * A function of the catalog, found by {@link java.util.ServiceLoader}.
 *
 * <p>Implementations have a public constructor without parameters and keep no state between calls:
 * a worker calls one instance again and again.
 */
public interface CatalogFunction {
    /** {@return the name, lower-case words joined by dots, such as {@code xpcs.correlate}} */
    String name();

    /** {@return the semantic version of name and numbers: same version, same results} */
    String version();

    /** {@return one sentence for lists} */
    String description();

    /**
     * {@return the JSON Schema (2020-12) of the arguments, an object}
     *
     * <p>Every property has a description; {@code additionalProperties} is false.
     */
    JsonNode schema();

    /** {@return whether a task lost with its worker may simply run again} */
    default boolean idempotent() {
        return true;
    }

    /**
     * {@return all that can be known of the function}
     *
     * <p>By default what the methods above say, and the file {@code CLASSNAME.function.json} beside
     * the class, where there is one: result's schema, resources, documentation, example, names in
     * flows, deprecation.
     */
    default FunctionDescriptor descriptor() {
        return Descriptors.beside(this);
    }

    /**
     * Runs the function on arguments that satisfy {@link #schema()}.
     *
     * @return an object with {@code result_file} (the main output file, or null) and {@code files}
     *     (all of them), and whatever else the function tells
     * @throws org.beamlet.protocol.error.BeamletException where the user can act
     */
    ObjectNode run(FunctionCall call);

    default FunctionId id() {
        return CatalogFunctionId.of(name(), version());
    }

    default FunctionCode code() {
        return new FunctionCode(name(), version());
    }
}
