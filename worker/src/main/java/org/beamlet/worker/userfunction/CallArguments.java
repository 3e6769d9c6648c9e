package org.beamlet.worker.userfunction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.Serialized;
import org.jspecify.annotations.Nullable;

/** What the caller gave: by position, and by name. */
record CallArguments(ArrayNode positional, ObjectNode named) {

    /**
     * Reads the second and third buffer of a task.
     *
     * @throws BeamletException with code ARGUMENTS_INVALID or PAYLOAD_INVALID
     */
    static CallArguments parse(String positional, String named) {
        JsonNode first =
                positional.isEmpty()
                        ? Json.NODES.arrayNode()
                        : Serialized.parse(positional).asJson();
        JsonNode second =
                named.isEmpty() ? Json.NODES.objectNode() : Serialized.parse(named).asArguments();
        if (!(first instanceof ArrayNode list) || !(second instanceof ObjectNode object)) {
            throw new BeamletException(
                    ErrorCode.ARGUMENTS_INVALID,
                    "arguments by position are a JSON %s, and by name a JSON %s"
                            .formatted(kind(first), kind(second)),
                    "send an array and an object");
        }
        return new CallArguments(list, object);
    }

    /** {@return the value of each argument by name, in the order of the parameters} */
    ObjectNode bound(String function, List<Argument> arguments) {
        if (positional.size() > arguments.size()) {
            throw wrong(
                    function, "%d arguments by position".formatted(positional.size()), arguments);
        }
        ObjectNode bound = Json.NODES.objectNode();
        Set<String> unknown = new TreeSet<>();
        named.fieldNames().forEachRemaining(unknown::add);
        for (int i = 0; i < arguments.size(); i++) {
            String name = arguments.get(i).name();
            unknown.remove(name);
            JsonNode byName = named.get(name);
            if (i < positional.size() && byName != null) {
                throw wrong(function, "argument '%s' twice".formatted(name), arguments);
            }
            JsonNode value = i < positional.size() ? positional.get(i) : byName;
            if (value != null) {
                bound.set(name, value);
            } else if (!arguments.get(i).optional()) {
                throw wrong(function, "no argument '%s'".formatted(name), arguments);
            }
        }
        if (!unknown.isEmpty()) {
            throw wrong(
                    function,
                    "'%s', which it does not have".formatted(String.join("', '", unknown)),
                    arguments);
        }
        return bound;
    }

    /** Refuses arguments by position where only names tell what they are. */
    void requireNamesAlone(String function) {
        if (!positional.isEmpty()) {
            throw new BeamletException(
                    ErrorCode.ARGUMENTS_INVALID,
                    "%s was given %d arguments by position".formatted(function, positional.size()),
                    "pass each by its name");
        }
    }

    private static BeamletException wrong(String function, String what, List<Argument> arguments) {
        return new BeamletException(
                ErrorCode.ARGUMENTS_INVALID,
                "%s was given %s".formatted(function, what),
                inWords(arguments));
    }

    private static String inWords(List<Argument> arguments) {
        return arguments.isEmpty()
                ? "it takes no arguments"
                : "its arguments are "
                        + arguments.stream()
                                .map(Argument::toString)
                                .collect(Collectors.joining(", "));
    }

    /** {@return what to say of a value that is not of its argument's type} */
    static BeamletException misfit(
            String function, Argument argument, JsonNode value, @Nullable String why) {
        String text = value.toString();
        String reason = String.valueOf(why).replaceAll("\\s*\\(but might if coercion[^)]*\\)", "");
        return new BeamletException(
                ErrorCode.ARGUMENTS_INVALID,
                "argument '%s' of %s is the JSON %s %s, and no %s (%s)"
                        .formatted(
                                argument.name(),
                                function,
                                kind(value),
                                text.length() > 80 ? text.substring(0, 80) + "…" : text,
                                argument.typeText(),
                                reason),
                "give a value of that type");
    }

    private static String kind(JsonNode node) {
        return node.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
