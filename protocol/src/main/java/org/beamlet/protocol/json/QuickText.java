package org.beamlet.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes plain trees without Jackson's mapper and parser. In a new process these two take
 * longer to begin than most tasks' JSON takes to read: the mapper prepares formats of dates for the
 * locale, and the parser has Java work out powers of five of up to 150,000 bits, which any use of
 * {@code BigDecimal} does. What is not plain, or not well-formed, is left to Jackson.
 */
final class QuickText {
    /** From here on Jackson's speed is worth more than its start. */
    static final int MAX_LENGTH = 32 * 1024;

    /** Jackson refuses numbers of a thousand characters. */
    private static final int LONGEST_NUMBER = 100;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    static final JsonFactory FACTORY =
            JsonFactory.builder().disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS).build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private QuickText() {}

    /** {@return what Jackson would read, or null where Jackson is to say} */
    static @Nullable JsonNode read(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH || text.charAt(0) == BYTE_ORDER_MARK) {
            return null;
        }
        try (JsonReader in = new JsonReader(new StringReader(text))) {
            in.setStrictness(Strictness.STRICT);
            in.setNestingLimit(Json.MAX_DEPTH);
            JsonNode value = value(in);
            return in.peek() == JsonToken.END_DOCUMENT ? value : null;
        } catch (IOException _) {
            return null;
        }
    }

    private static @Nullable JsonNode value(JsonReader in) throws IOException {
        return switch (in.peek()) {
            case BEGIN_OBJECT -> object(in);
            case BEGIN_ARRAY -> array(in);
            case STRING -> NODES.textNode(in.nextString());
            case NUMBER -> number(in.nextString());
            case BOOLEAN -> NODES.booleanNode(in.nextBoolean());
            case NULL -> {
                in.nextNull();
                yield NODES.nullNode();
            }
            default -> null;
        };
    }

    private static @Nullable JsonNode object(JsonReader in) throws IOException {
        ObjectNode object = NODES.objectNode();
        in.beginObject();
        while (in.hasNext()) {
            String name = in.nextName();
            JsonNode member = value(in);
            if (member == null || object.replace(name, member) != null) {
                return null;
            }
        }
        in.endObject();
        return object;
    }

    private static @Nullable JsonNode array(JsonReader in) throws IOException {
        var array = NODES.arrayNode();
        in.beginArray();
        while (in.hasNext()) {
            JsonNode element = value(in);
            if (element == null) {
                return null;
            }
            array.add(element);
        }
        in.endArray();
        return array;
    }

    private static @Nullable JsonNode number(String digits) {
        if (digits.length() > LONGEST_NUMBER) {
            return null;
        }
        boolean whole = true;
        for (int i = 0; i < digits.length(); i++) {
            char one = digits.charAt(i);
            whole &= one == '-' || (one >= '0' && one <= '9');
        }
        if (!whole) {
            return NODES.numberNode(Double.parseDouble(digits));
        }
        try {
            long value = Long.parseLong(digits);
            return value == (int) value ? NODES.numberNode((int) value) : NODES.numberNode(value);
        } catch (NumberFormatException _) {
            return null;
        }
    }

    /** {@return null where a node of the tree is not one that JSON text can have} */
    static @Nullable String write(JsonNode tree) throws IOException {
        if (!plain(tree)) {
            return null;
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            write(tree, out);
        }
        return text.toString();
    }

    /** The same, in UTF-8. */
    static byte @Nullable [] writeBytes(JsonNode tree) throws IOException {
        if (!plain(tree)) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            write(tree, out);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonNode node, JsonGenerator out) throws IOException {
        if (node.isObject()) {
            out.writeStartObject();
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                out.writeFieldName(member.getKey());
                write(member.getValue(), out);
            }
            out.writeEndObject();
        } else if (node.isArray()) {
            out.writeStartArray();
            for (JsonNode element : node) {
                write(element, out);
            }
            out.writeEndArray();
        } else if (node.isTextual()) {
            out.writeString(node.textValue());
        } else if (node.isDouble()) {
            out.writeNumber(node.doubleValue());
        } else if (node.isNumber()) {
            out.writeNumber(node.longValue());
        } else if (node.isBoolean()) {
            out.writeBoolean(node.booleanValue());
        } else {
            out.writeNull();
        }
    }

    /** Trees may hold Java objects, which only the mapper can write, and numbers of any size. */
    private static boolean plain(JsonNode node) {
        if (node.isContainerNode()) {
            for (JsonNode one : node) {
                if (!plain(one)) {
                    return false;
                }
            }
            return true;
        }
        return node.isTextual()
                || node.isInt()
                || node.isLong()
                || node.isDouble()
                || node.isBoolean()
                || node.isNull();
    }
}
