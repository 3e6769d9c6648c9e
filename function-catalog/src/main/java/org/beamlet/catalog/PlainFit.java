package org.beamlet.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * Sees of plain values and plain schemas that they fit. To begin with, the library that holds
 * values against any schema takes longer than a worker's first call should; so it is asked only
 * where this is not sure, which may be of a value that fits as well, and it words all faults.
 */
final class PlainFit {
    /** Up to here a {@code double} holds every whole number. */
    private static final long EXACT = 1L << 53;

    private PlainFit() {}

    /** {@return false for what does not fit, and for what the library is to say} */
    static boolean sure(JsonNode schema, JsonNode value) {
        if (!schema.isObject()) {
            return false;
        }
        for (Map.Entry<String, JsonNode> rule : schema.properties()) {
            if (!sure(rule.getKey(), rule.getValue(), schema, value)) {
                return false;
            }
        }
        return true;
    }

    private static boolean sure(String keyword, JsonNode rule, JsonNode schema, JsonNode value) {
        return switch (keyword) {
            case "$schema", "title", "description", "default", "examples" -> true;
            case "type" -> isOfType(rule, value);
            case "properties" -> memberFits(rule, value);
            case "additionalProperties" -> isWithout(rule, schema, value);
            case "required" -> hasAll(rule, value);
            case "items" -> elementsFit(rule, value);
            case "enum" -> isOneOf(rule, value);
            case "minimum" -> isNumberOf(value, rule) && value.doubleValue() >= rule.doubleValue();
            case "maximum" -> isNumberOf(value, rule) && value.doubleValue() <= rule.doubleValue();
            case "exclusiveMinimum" ->
                    isNumberOf(value, rule) && value.doubleValue() > rule.doubleValue();
            case "exclusiveMaximum" ->
                    isNumberOf(value, rule) && value.doubleValue() < rule.doubleValue();
            default -> false;
        };
    }

    private static boolean isOfType(JsonNode rule, JsonNode value) {
        if (!rule.isTextual()) {
            return false;
        }
        return switch (rule.textValue()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isInt() || value.isLong();
            case "number" -> isPlainNumber(value);
            default -> false;
        };
    }

    private static boolean isPlainNumber(JsonNode value) {
        return value.isInt()
                || (value.isLong() && Math.abs(value.longValue()) < EXACT)
                || (value.isDouble() && Double.isFinite(value.doubleValue()));
    }

    private static boolean isNumberOf(JsonNode value, JsonNode bound) {
        return isPlainNumber(value) && isPlainNumber(bound);
    }

    private static boolean memberFits(JsonNode properties, JsonNode value) {
        if (!properties.isObject() || !value.isObject()) {
            return false;
        }
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            JsonNode schema = properties.get(member.getKey());
            if (schema != null && !sure(schema, member.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWithout(JsonNode rule, JsonNode schema, JsonNode value) {
        if (!rule.isBoolean() || !value.isObject()) {
            return false;
        }
        if (rule.booleanValue()) {
            return true;
        }
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            if (!schema.path("properties").has(member.getKey())) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasAll(JsonNode names, JsonNode value) {
        if (!names.isArray() || !value.isObject()) {
            return false;
        }
        for (JsonNode name : names) {
            if (!name.isTextual() || !value.has(name.textValue())) {
                return false;
            }
        }
        return true;
    }

    private static boolean elementsFit(JsonNode schema, JsonNode value) {
        if (!value.isArray()) {
            return false;
        }
        for (JsonNode element : value) {
            if (!sure(schema, element)) {
                return false;
            }
        }
        return true;
    }

    /** Of words alone: what numbers are equal is the library's to say. */
    private static boolean isOneOf(JsonNode known, JsonNode value) {
        if (!value.isTextual()) {
            return false;
        }
        for (JsonNode one : known) {
            if (one.equals(value)) {
                return true;
            }
        }
        return false;
    }
}
