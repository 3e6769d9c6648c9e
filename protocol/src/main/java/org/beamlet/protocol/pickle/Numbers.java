package org.beamlet.protocol.pickle;

import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import java.math.BigInteger;

/** Python's whole numbers, each in the smallest kind that JSON's reader would choose. */
final class Numbers {
    private static final int INT_BITS = 31;
    private static final int LONG_BITS = 63;

    private Numbers() {}

    static PyValue plain(int value) {
        return new PyValue.Plain(IntNode.valueOf(value));
    }

    static PyValue plain(BigInteger value) {
        if (value.bitLength() <= INT_BITS) {
            return plain(value.intValueExact());
        }
        return new PyValue.Plain(
                value.bitLength() <= LONG_BITS
                        ? LongNode.valueOf(value.longValueExact())
                        : BigIntegerNode.valueOf(value));
    }
}
