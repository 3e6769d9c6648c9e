package org.beamlet.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Reads and writes JSON as Python's {@code json} does (NaN and Infinity included), bounded. */
public final class Json {
    /** Deeper nesting is refused: no honest argument needs it, and parsers can be exhausted. */
    public static final int MAX_DEPTH = 200;

    /** Above every limit of the wire (10 MB a submission), so that the wire's own error speaks. */
    public static final int MAX_TEXT = 64 * 1024 * 1024;

    private static final char REPLACED = '\uFFFD';

    /** Makes trees. */
    public static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Apart, as a process that reads and writes plain trees alone need not have it. */
    private static final class Mapper {
        static final JsonMapper ONE =
                JsonMapper.builder(
                                JsonFactory.builder()
                                        .streamReadConstraints(
                                                StreamReadConstraints.builder()
                                                        .maxNestingDepth(MAX_DEPTH)
                                                        .maxStringLength(MAX_TEXT)
                                                        .maxDocumentLength(2L * MAX_TEXT)
                                                        .build())
                                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                        .build())
                        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                        .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
                        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .build();
    }

    private Json() {}

    /** {@return what binds classes; its first use takes a process some 50 ms} */
    public static JsonMapper mapper() {
        return Mapper.ONE;
    }

    /** {@return what makes generators of plain values, without a mapper} */
    public static JsonFactory generators() {
        return QuickText.FACTORY;
    }

    public static String write(Object value) {
        try {
            String quickly = value instanceof JsonNode tree ? QuickText.write(tree) : null;
            return quickly == null ? mapper().writeValueAsString(value) : quickly;
        } catch (IOException e) {
            throw unwritable(value, e);
        }
    }

    public static byte[] writeBytes(Object value) {
        try {
            byte[] quickly = value instanceof JsonNode tree ? QuickText.writeBytes(tree) : null;
            return quickly == null ? mapper().writeValueAsBytes(value) : quickly;
        } catch (IOException e) {
            throw unwritable(value, e);
        }
    }

    private static BeamletException unwritable(Object value, IOException e) {
        return new BeamletException(
                ErrorCode.INTERNAL_ERROR,
                "%s cannot be written as JSON".formatted(value.getClass().getName()),
                "report this with the command that led here",
                e);
    }

    /**
     * Reads any JSON text.
     *
     * @throws BeamletException with code PAYLOAD_INVALID and the place of the fault
     */
    public static JsonNode read(String text) {
        JsonNode quickly = QuickText.read(text);
        return quickly == null ? read(text, JsonNode.class) : quickly;
    }

    /** The same, of UTF-8. */
    public static JsonNode read(byte[] text) {
        JsonNode quickly = text.length > QuickText.MAX_LENGTH ? null : quickly(text);
        return quickly == null ? read(text, 0, text.length, JsonNode.class) : quickly;
    }

    /** What is not UTF-8 has been replaced when it is read, and is Jackson's to refuse. */
    private static @Nullable JsonNode quickly(byte[] text) {
        String decoded = new String(text, StandardCharsets.UTF_8);
        return decoded.indexOf(REPLACED) < 0 ? QuickText.read(decoded) : null;
    }

    public static <T> T read(String text, Class<T> type) {
        try {
            return required(mapper().readValue(text, type));
        } catch (JsonProcessingException e) {
            throw malformed(e);
        }
    }

    public static <T> T read(byte[] text, int offset, int length, Class<T> type) {
        try {
            return required(mapper().readValue(text, offset, length, type));
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    public static <T> T convert(JsonNode node, Class<T> type) {
        try {
            return required(mapper().treeToValue(node, type));
        } catch (JsonProcessingException e) {
            throw malformed(e);
        }
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new BeamletException(
                    ErrorCode.PAYLOAD_INVALID, "the JSON text is null", "send a value");
        }
        return value;
    }

    private static BeamletException malformed(IOException e) {
        String place =
                e instanceof JsonProcessingException parse && parse.getLocation() != null
                        ? " at line %d, column %d"
                                .formatted(
                                        parse.getLocation().getLineNr(),
                                        parse.getLocation().getColumnNr())
                        : "";
        String why =
                e instanceof JsonProcessingException parse
                        ? parse.getOriginalMessage()
                        : String.valueOf(e.getMessage());
        return new BeamletException(
                ErrorCode.PAYLOAD_INVALID,
                "not the JSON that was expected%s: %s".formatted(place, why),
                "send well-formed JSON of the documented shape",
                e);
    }
}
