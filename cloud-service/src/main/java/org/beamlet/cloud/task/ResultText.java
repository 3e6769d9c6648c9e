package org.beamlet.cloud.task;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;

/** A result message as text: its bytes without the version byte, so that they can be given back. */
public final class ResultText {
    private static final byte VERSION = 0x01;

    private ResultText() {}

    /**
     * Takes the version byte off.
     *
     * @throws BeamletException with code MESSAGE_INVALID unless the same bytes can be made of it
     */
    public static String of(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body, 1, body.length - 1))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BeamletException(
                    ErrorCode.MESSAGE_INVALID,
                    "the message is not UTF-8",
                    "send 0x01 followed by JSON in UTF-8",
                    e);
        }
    }

    /** {@return the bytes that {@link #of} was given} */
    public static byte[] bytes(String text) {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        byte[] body = new byte[json.length + 1];
        body[0] = VERSION;
        System.arraycopy(json, 0, body, 1, json.length);
        return body;
    }

    static Message.Result parse(String text) {
        if (MessageCodec.decode(bytes(text)) instanceof Message.Result result) {
            return result;
        }
        throw new BeamletException(
                ErrorCode.INTERNAL_ERROR,
                "the stored outcome is not a result",
                "report this with the task's id");
    }
}
