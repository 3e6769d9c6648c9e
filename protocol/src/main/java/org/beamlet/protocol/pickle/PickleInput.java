package org.beamlet.protocol.pickle;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** The bytes of a pickle; no length in it is believed before so many bytes are there. */
final class PickleInput {
    /**
     * Longer numbers are refused: to write one in decimal takes time that grows with its square.
     */
    private static final int LONGEST_NUMBER = 1000;

    private static final String REMEDY =
            "pass plain values (None, bool, int, float, str, bytes, list, tuple, dict, set, Path), or"
                    + " send JSON: strategy_data=JSONData()";

    private final ByteBuffer bytes;

    PickleInput(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    int opcode() {
        return uint1();
    }

    int uint1() {
        try {
            return bytes.get() & 0xff;
        } catch (BufferUnderflowException _) {
            throw invalid("it is cut short");
        }
    }

    int uint2() {
        try {
            return bytes.getShort() & 0xffff;
        } catch (BufferUnderflowException _) {
            throw invalid("it is cut short");
        }
    }

    int int4() {
        try {
            return bytes.getInt();
        } catch (BufferUnderflowException _) {
            throw invalid("it is cut short");
        }
    }

    /** {@return a double; unlike all else it is written with its highest byte first} */
    double float8() {
        try {
            return Double.longBitsToDouble(Long.reverseBytes(bytes.getLong()));
        } catch (BufferUnderflowException _) {
            throw invalid("it is cut short");
        }
    }

    long int8() {
        try {
            return bytes.getLong();
        } catch (BufferUnderflowException _) {
            throw invalid("it is cut short");
        }
    }

    byte[] bytes(long length) {
        if (length < 0 || length > bytes.remaining()) {
            throw invalid("it is cut short");
        }
        byte[] read = new byte[(int) length];
        bytes.get(read);
        return read;
    }

    String text(long length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(length)))
                    .toString();
        } catch (CharacterCodingException _) {
            throw invalid("a text in it holds half of a surrogate pair");
        }
    }

    /** {@return a text that ends with a line feed, without that} */
    String line() {
        int from = bytes.position();
        for (int i = from; i < bytes.limit(); i++) {
            if (bytes.get(i) == '\n') {
                String line = text(i - from);
                bytes.position(i + 1);
                return line;
            }
        }
        throw invalid("it is cut short");
    }

    /** {@return a number in two's complement, its lowest byte first} */
    BigInteger number(long length) {
        if (length > LONGEST_NUMBER) {
            throw invalid("a number in it has more than %d bytes".formatted(LONGEST_NUMBER));
        }
        byte[] read = bytes(length);
        if (read.length == 0) {
            return BigInteger.ZERO;
        }
        for (int i = 0; i < read.length / 2; i++) {
            byte low = read[i];
            read[i] = read[read.length - 1 - i];
            read[read.length - 1 - i] = low;
        }
        return new BigInteger(read);
    }

    BeamletException invalid(String why) {
        return new BeamletException(
                ErrorCode.PAYLOAD_INVALID,
                "Python's data cannot be read: %s (byte %d)".formatted(why, bytes.position()),
                REMEDY);
    }
}
