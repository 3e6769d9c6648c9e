package org.beamlet.protocol.task;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Which paths the arguments of a call name, for whoever keeps account: at most so many, and none at
 * any length.
 *
 * @param leftOut how many there are besides; what was refused is never among those
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record TouchedPaths(
        @JsonProperty("list") List<One> list, @JsonProperty("left_out") int leftOut) {
    public static final int MOST = 100;

    public static final TouchedPaths NONE = new TouchedPaths(List.of(), 0);

    private static final int LONGEST = 1000;

    public TouchedPaths {
        // From a process that says nothing, too.
        list = list == null ? List.of() : List.copyOf(list.subList(0, Math.min(MOST, list.size())));
    }

    /**
     * A path.
     *
     * @param argument of which it is the value, or part of it
     * @param given as it came
     * @param resolved without links, where it was looked at
     * @param refused whether the call was not made because of it
     */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    public record One(
            @JsonProperty("argument") String argument,
            @JsonProperty("given") String given,
            @JsonProperty("resolved") @Nullable String resolved,
            @JsonProperty("refused") boolean refused) {
        public One {
            argument = cut(argument == null ? "" : argument);
            given = cut(given == null ? "" : given);
            resolved = resolved == null ? null : cut(resolved);
        }

        private ObjectNode json() {
            ObjectNode json = Json.NODES.objectNode();
            json.put("argument", argument);
            json.put("given", given);
            if (resolved != null) {
                json.put("resolved", resolved);
            }
            if (refused) {
                json.put("refused", true);
            }
            return json;
        }

        private static String cut(String text) {
            return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        }
    }

    /**
     * {@return what the JSON says}
     *
     * @throws BeamletException with code PAYLOAD_INVALID
     */
    public static TouchedPaths of(JsonNode json) {
        PlainFields fields = new PlainFields(json);
        Integer leftOut = fields.whole("left_out");
        List<One> list = new ArrayList<>();
        boolean odd = json.hasNonNull("list") && !json.path("list").isArray();
        for (JsonNode one : json.path("list")) {
            PlainFields path = new PlainFields(one);
            String argument = path.text("argument");
            String given = path.text("given");
            Boolean refused = path.truth("refused");
            list.add(
                    new One(
                            argument == null ? "" : argument,
                            given == null ? "" : given,
                            path.text("resolved"),
                            Boolean.TRUE.equals(refused)));
            odd |= path.odd();
        }
        return odd || fields.odd()
                ? Json.convert(json, TouchedPaths.class)
                : new TouchedPaths(list, leftOut == null ? 0 : leftOut);
    }

    /** {@return them as JSON, without what says nothing} */
    public ObjectNode json() {
        ObjectNode json = Json.NODES.objectNode();
        if (!list.isEmpty()) {
            ArrayNode all = json.putArray("list");
            for (One one : list) {
                all.add(one.json());
            }
        }
        if (leftOut != 0) {
            json.put("left_out", leftOut);
        }
        return json;
    }

    /** {@return whether there are none} */
    public boolean none() {
        return list.isEmpty() && leftOut == 0;
    }

    /** {@return whether the call was not made because of one} */
    public boolean refused() {
        return list.stream().anyMatch(One::refused);
    }
}
