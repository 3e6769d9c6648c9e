package org.beamlet.protocol.payload;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.pickle.PlainData;

/**
 * One serialized buffer: two characters that name the serializer, a line feed, the payload.
 *
 * @param method which serializer wrote it
 * @param payload what it wrote
 */
public record Serialized(String method, String payload) {
    /** JSON data; the one serializer that Java and Python both read and write. */
    public static final String JSON = "11";

    /** A list of {@link #JSON} and pickled data; whoever reads takes the first it understands. */
    public static final String ALL_DATA = "13";

    /** Python's pickled data, the SDK's default. */
    public static final String DILL_DATA = "00";

    /** Source text, {@code name:source}. */
    public static final String SOURCE = "st";

    public Serialized {
        if (method.length() != 2) {
            throw new BeamletException(
                    ErrorCode.PAYLOAD_INVALID,
                    "'%s' does not name a serializer".formatted(method),
                    "use one of the wire's two-character names, such as 11 for JSON");
        }
    }

    public static Serialized parse(String buffer) {
        if (buffer.length() < 3 || buffer.charAt(2) != '\n') {
            throw new BeamletException(
                    ErrorCode.PAYLOAD_INVALID,
                    "a buffer does not begin with a serializer's name and a line feed",
                    "submit payloads made by the SDK or by BeamletClient");
        }
        return new Serialized(buffer.substring(0, 2), buffer.substring(3));
    }

    public static Serialized json(Object value) {
        return new Serialized(JSON, Json.write(value));
    }

    /** {@return the buffer as it stands on the wire} */
    public String text() {
        return method + "\n" + payload;
    }

    /**
     * Reads the data where Java can: JSON, plain values that Python pickled, or the first of
     * several that is such.
     *
     * @throws BeamletException with code PAYLOAD_INVALID or ARGUMENTS_INVALID where only Python can
     *     read it
     */
    public JsonNode asJson() {
        return asJson(pickle -> PlainData.read(pickle, "the value"));
    }

    /** Reads a function's keyword arguments as {@link #asJson} does; errors name the argument. */
    public JsonNode asArguments() {
        return asJson(PlainData::readArguments);
    }

    private JsonNode asJson(Function<byte[], JsonNode> pickles) {
        return switch (method) {
            case JSON -> Json.read(payload);
            case DILL_DATA -> pickles.apply(pickle());
            case ALL_DATA -> first(pickles);
            default -> throw unreadable(method);
        };
    }

    private JsonNode first(Function<byte[], JsonNode> pickles) {
        List<Serialized> all = Payloads.unpack(payload).stream().map(Serialized::parse).toList();
        return Stream.of(JSON, DILL_DATA)
                .flatMap(wanted -> all.stream().filter(one -> one.method().equals(wanted)))
                .findFirst()
                .orElseThrow(() -> unreadable(method))
                .asJson(pickles);
    }

    /** {@return the bytes that Python pickled, where the method is {@link #DILL_DATA}} */
    public byte[] pickle() {
        try {
            return Base64.getMimeDecoder().decode(payload);
        } catch (IllegalArgumentException _) {
            throw new BeamletException(
                    ErrorCode.PAYLOAD_INVALID,
                    "Python's data is not in Base64",
                    "submit payloads made by the SDK or by BeamletClient");
        }
    }

    private static BeamletException unreadable(String method) {
        return new BeamletException(
                ErrorCode.PAYLOAD_INVALID,
                "data of serializer '%s' can be read only by Python".formatted(method),
                "send arguments as JSON: ComputeSerializer(strategy_data=JSONData())");
    }
}
