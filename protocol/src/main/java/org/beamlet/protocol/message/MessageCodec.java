package org.beamlet.protocol.message;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;

/**
 * The framing of a message body: the byte 0x01, then JSON {@code {"message_type","data"}}.
 *
 * <p>The wire calls it "messagepack v1"; it is not MessagePack.
 */
public final class MessageCodec {
    private static final byte VERSION = 0x01;
    private static final int FIRST_SIZE = 512;

    private MessageCodec() {}

    public static byte[] encode(Message message) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(FIRST_SIZE);
        body.write(VERSION);
        try (JsonGenerator out = Json.mapper().createGenerator(body)) {
            out.writeStartObject();
            out.writeStringField("message_type", message.type());
            out.writeFieldName("data");
            // Straight away: a result may be large, and a tree of it would be a copy.
            Json.mapper().writeValue(out, message);
            out.writeEndObject();
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.INTERNAL_ERROR,
                    "a message of type %s cannot be written as JSON".formatted(message.type()),
                    "report this with the command that led here",
                    e);
        }
        return body.toByteArray();
    }

    /**
     * Reads a body.
     *
     * @throws BeamletException with code MESSAGE_INVALID or PAYLOAD_INVALID
     */
    public static Message decode(byte[] body) {
        if (body.length == 0 || body[0] != VERSION) {
            throw new BeamletException(
                    ErrorCode.MESSAGE_INVALID,
                    body.length == 0
                            ? "the message is empty"
                            : "the message begins with 0x%02x".formatted(body[0]),
                    "send 0x01 followed by JSON");
        }
        JsonNode envelope = Json.read(body, 1, body.length - 1, JsonNode.class);
        String type = envelope.path("message_type").asText("");
        JsonNode data = envelope.path("data");
        return switch (type) {
            case "task" -> Json.convert(data, Message.Task.class);
            case "result" -> Json.convert(data, Message.Result.class);
            case "task_cancel" -> Json.convert(data, Message.TaskCancel.class);
            case "ep_status_report" -> Json.convert(data, Message.StatusReport.class);
            default ->
                    throw new BeamletException(
                            ErrorCode.MESSAGE_INVALID,
                            "'%s' is not a message type that is read here".formatted(type),
                            "send task, task_cancel, result or ep_status_report");
        };
    }
}
