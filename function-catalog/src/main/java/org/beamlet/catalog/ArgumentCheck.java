package org.beamlet.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.WeakHashMap;
import java.util.stream.Collectors;
import org.beamlet.catalog.descriptor.Descriptors;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Holds arguments against a function's schema and says everything that is wrong at once. */
public final class ArgumentCheck {
    /** The library, apart: a process whose calls are all plain never needs it. */
    private static final class Schemas {
        private static final JsonSchemaFactory FACTORY =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

        private static final Map<CatalogFunction, JsonSchema> READ =
                Collections.synchronizedMap(new WeakHashMap<>());

        /** To read a schema takes many times as long as to check by it. */
        static JsonSchema of(CatalogFunction function) {
            return READ.computeIfAbsent(function, known -> FACTORY.getSchema(known.schema()));
        }
    }

    private ArgumentCheck() {}

    /**
     * Checks arguments.
     *
     * @throws BeamletException with code ARGUMENTS_INVALID
     */
    public static void check(CatalogFunction function, JsonNode arguments) {
        if (PlainFit.sure(Descriptors.of(function).arguments(), arguments)) {
            return;
        }
        Set<ValidationMessage> faults = Schemas.of(function).validate(arguments);
        if (faults.isEmpty()) {
            return;
        }
        Set<String> known = new TreeSet<>();
        function.schema().path("properties").fieldNames().forEachRemaining(known::add);
        String all =
                faults.stream()
                        .map(ArgumentCheck::inWords)
                        .sorted()
                        .collect(Collectors.joining(", "));
        throw new BeamletException(
                ErrorCode.ARGUMENTS_INVALID,
                "arguments of %s: %s".formatted(function.name(), all),
                "its arguments are %s; see `beamlet function show %s`"
                        .formatted(String.join(", ", known), function.name()));
    }

    /** The schema library speaks of properties and locations; its reader wrote arguments. */
    private static String inWords(ValidationMessage fault) {
        String place = fault.getInstanceLocation().toString().replaceFirst("^\\$\\.?", "");
        String text = fault.getMessage().replaceFirst("^\\$[^:]*: ", "");
        return switch (fault.getType()) {
            case "additionalProperties" ->
                    "there is no argument '%s'".formatted(fault.getProperty());
            case "required" -> "argument '%s' is missing".formatted(fault.getProperty());
            default -> place.isEmpty() ? text : "%s: %s".formatted(place, text);
        };
    }
}
