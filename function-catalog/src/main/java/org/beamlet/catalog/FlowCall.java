package org.beamlet.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.catalog.descriptor.FlowArguments;
import org.beamlet.catalog.descriptor.FunctionDescriptor;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;

/**
 * The arguments of a call, taken out of a flow's whole input where that is what came.
 *
 * <p>Such a call is told by a key of its arguments that the function's descriptor names and its
 * schema does not, and under which an object lies. Everything else is a direct call, in which no
 * unknown argument is let through.
 *
 * @param arguments those that the function declares
 * @param warnings what was passed over
 */
record FlowCall(JsonNode arguments, List<String> warnings) {
    /** A flow's input may have thousands of keys. */
    private static final int MOST_NAMED = 20;

    static FlowCall of(FunctionDescriptor function, JsonNode given) {
        FlowArguments flow = function.flow();
        JsonNode declared = function.arguments().path("properties");
        Optional<String> nested =
                flow.in().stream()
                        .filter(key -> given.path(key).isObject() && !declared.has(key))
                        .findFirst();
        if (nested.isEmpty()) {
            return new FlowCall(given, List.of());
        }
        ObjectNode taken = Json.NODES.objectNode();
        List<String> others = new ArrayList<>();
        for (Map.Entry<String, JsonNode> one : given.properties()) {
            if (declared.has(one.getKey())) {
                taken.set(one.getKey(), one.getValue());
            } else if (!one.getKey().equals(nested.get())) {
                others.add(one.getKey());
            }
        }
        List<String> warnings = new ArrayList<>();
        if (!others.isEmpty()) {
            warnings.add("the flow's input has more than this function takes: " + named(others));
        }
        List<String> passedOver = new ArrayList<>();
        for (Map.Entry<String, JsonNode> one : given.path(nested.get()).properties()) {
            String name =
                    declared.has(one.getKey())
                            ? one.getKey()
                            : flow.renamed().getOrDefault(one.getKey(), one.getKey());
            if (declared.has(name)) {
                taken.set(name, one.getValue());
            } else if (flow.passedOver().contains(one.getKey())) {
                passedOver.add(one.getKey());
            } else {
                throw unknown(function, nested.get(), one.getKey());
            }
        }
        if (!passedOver.isEmpty()) {
            warnings.add(
                    "without effect here, in %s: %s".formatted(nested.get(), named(passedOver)));
        }
        return new FlowCall(taken, warnings);
    }

    /** What was written for this function is meant; a slip of the pen there is not passed over. */
    private static BeamletException unknown(FunctionDescriptor function, String key, String name) {
        return new BeamletException(
                ErrorCode.ARGUMENTS_INVALID,
                "arguments of %s: there is no argument '%s' (in %s)"
                        .formatted(function.name(), name, key),
                "see `beamlet function show %s`; leave it out of %s"
                        .formatted(function.name(), key));
    }

    private static String named(List<String> names) {
        String all = String.join(", ", names.stream().limit(MOST_NAMED).toList());
        return names.size() > MOST_NAMED
                ? "%s and %d more".formatted(all, names.size() - MOST_NAMED)
                : all;
    }
}
