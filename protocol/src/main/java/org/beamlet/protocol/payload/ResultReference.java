package org.beamlet.protocol.payload;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Stands in a result for a serialized buffer that is too large for a message: the buffer's bytes,
 * in UTF-8, are an object of the service. Only who asks for references gets one.
 *
 * @param sha256 of the bytes, under which the service has them
 * @param file where they lie until the agent has sent them; absent on the wire
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ResultReference(
        @JsonProperty(value = "sha256", required = true) String sha256,
        @JsonProperty(value = "size", required = true) long size,
        @JsonProperty("file") @Nullable String file) {
    /** Asks for references, as one of a submission's {@code result_serializers}. */
    public static final String WANTED = "beamlet.ResultReference";

    /** Two characters that no serializer of the wire has. */
    public static final String METHOD = "rf";

    /** {@return the reference, if the buffer is one} */
    public static Optional<ResultReference> parse(String buffer) {
        return buffer.startsWith(METHOD + "\n")
                ? Optional.of(Json.read(buffer.substring(3), ResultReference.class))
                : Optional.empty();
    }

    /** {@return the same without the file} */
    public ResultReference sent() {
        return new ResultReference(sha256, size, null);
    }

    /** {@return the buffer as it stands in a result} */
    public String text() {
        return new Serialized(METHOD, Json.write(this)).text();
    }
}
