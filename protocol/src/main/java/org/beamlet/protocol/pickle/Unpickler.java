package org.beamlet.protocol.pickle;

import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.beamlet.protocol.error.BeamletException;

/**
 * Carries out the instructions of a pickle of protocol 2 to 5 (PEP 307, 3154, 574), each of which
 * does no more than put data together. Classes and functions that it names stay names.
 */
public final class Unpickler {
    private static final int OLDEST = 2;
    private static final int NEWEST = 5;

    private final PickleInput input;
    private final PickleStack stack;
    private final Map<Integer, PyValue> memo = new HashMap<>();

    private Unpickler(byte[] pickle) {
        this.input = new PickleInput(pickle);
        this.stack = new PickleStack(input);
    }

    /**
     * {@return what was pickled}
     *
     * @throws BeamletException with code PAYLOAD_INVALID if this is no whole pickle
     */
    public static PyValue read(byte[] pickle) {
        return new Unpickler(pickle).run();
    }

    private PyValue run() {
        if (input.opcode() != Opcode.PROTO) {
            throw input.invalid("it does not begin as a pickle of protocol 2 or later does");
        }
        protocol();
        while (true) {
            int opcode = input.opcode();
            if (opcode == Opcode.STOP) {
                return stack.pop();
            }
            if (!plain(opcode) && !collection(opcode) && !structure(opcode)) {
                throw input.invalid("it holds the instruction 0x%02x".formatted(opcode));
            }
        }
    }

    private void protocol() {
        int version = input.uint1();
        if (version < OLDEST || version > NEWEST) {
            throw input.invalid("it has protocol " + version);
        }
    }

    private boolean plain(int opcode) {
        switch (opcode) {
            case Opcode.NONE -> stack.push(new PyValue.Plain(NullNode.instance));
            case Opcode.NEWTRUE -> stack.push(new PyValue.Plain(BooleanNode.TRUE));
            case Opcode.NEWFALSE -> stack.push(new PyValue.Plain(BooleanNode.FALSE));
            case Opcode.BININT -> stack.push(Numbers.plain(input.int4()));
            case Opcode.BININT1 -> stack.push(Numbers.plain(input.uint1()));
            case Opcode.BININT2 -> stack.push(Numbers.plain(input.uint2()));
            case Opcode.LONG1 -> stack.push(Numbers.plain(input.number(input.uint1())));
            case Opcode.LONG4 -> stack.push(Numbers.plain(input.number(uint4())));
            case Opcode.BINFLOAT ->
                    stack.push(new PyValue.Plain(DoubleNode.valueOf(input.float8())));
            case Opcode.SHORT_BINUNICODE -> text(input.uint1());
            case Opcode.BINUNICODE -> text(uint4());
            case Opcode.BINUNICODE8 -> text(input.int8());
            case Opcode.SHORT_BINBYTES -> bytes(input.uint1());
            case Opcode.BINBYTES -> bytes(uint4());
            case Opcode.BINBYTES8, Opcode.BYTEARRAY8 -> bytes(input.int8());
            default -> {
                return false;
            }
        }
        return true;
    }

    private long uint4() {
        return Integer.toUnsignedLong(input.int4());
    }

    private void text(long length) {
        stack.push(new PyValue.Plain(TextNode.valueOf(input.text(length))));
    }

    private void bytes(long length) {
        stack.push(new PyValue.Plain(BinaryNode.valueOf(input.bytes(length))));
    }

    private boolean collection(int opcode) {
        switch (opcode) {
            case Opcode.EMPTY_LIST -> stack.push(PyValue.Items.empty("list"));
            case Opcode.EMPTY_TUPLE -> stack.push(PyValue.Items.empty("tuple"));
            case Opcode.EMPTY_SET -> stack.push(PyValue.Items.empty("set"));
            case Opcode.EMPTY_DICT -> stack.push(PyValue.Dict.empty());
            case Opcode.APPEND -> append(List.of(stack.pop()));
            case Opcode.APPENDS, Opcode.ADDITEMS -> append(stack.popToMark());
            case Opcode.SETITEM -> {
                PyValue value = stack.pop();
                PyValue key = stack.pop();
                set(List.of(key, value));
            }
            case Opcode.SETITEMS -> set(stack.popToMark());
            case Opcode.LIST -> stack.push(new PyValue.Items("list", stack.popToMark()));
            case Opcode.TUPLE -> stack.push(new PyValue.Items("tuple", stack.popToMark()));
            case Opcode.TUPLE1 -> tuple(1);
            case Opcode.TUPLE2 -> tuple(2);
            case Opcode.TUPLE3 -> tuple(3);
            case Opcode.FROZENSET -> stack.push(new PyValue.Items("set", stack.popToMark()));
            case Opcode.DICT -> {
                List<PyValue> items = stack.popToMark();
                stack.push(PyValue.Dict.empty());
                set(items);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void tuple(int length) {
        List<PyValue> values = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            values.addFirst(stack.pop());
        }
        stack.push(new PyValue.Items("tuple", values));
    }

    private void append(List<PyValue> values) {
        switch (stack.top()) {
            case PyValue.Items items -> items.values().addAll(values);
            // A subclass of list, say: what it holds does not matter, it cannot be used anyway.
            case PyValue.Instance instance -> instance.state().addAll(values);
            default -> throw input.invalid("it appends to what is no list");
        }
    }

    private void set(List<PyValue> keysAndValues) {
        if (keysAndValues.size() % 2 != 0) {
            throw input.invalid("a key in it has no value");
        }
        switch (stack.top()) {
            case PyValue.Dict dict -> {
                for (int i = 0; i < keysAndValues.size(); i += 2) {
                    dict.entries()
                            .add(new PyValue.Entry(keysAndValues.get(i), keysAndValues.get(i + 1)));
                }
            }
            case PyValue.Instance instance -> instance.state().addAll(keysAndValues);
            default -> throw input.invalid("it sets a key of what is no dictionary");
        }
    }

    private boolean structure(int opcode) {
        switch (opcode) {
            case Opcode.PROTO -> protocol();
            // Frames only help whoever reads from a stream.
            case Opcode.FRAME -> input.int8();
            case Opcode.MARK -> stack.mark();
            case Opcode.POP -> stack.drop();
            case Opcode.POP_MARK -> stack.popToMark();
            case Opcode.DUP -> stack.push(stack.top());
            case Opcode.MEMOIZE -> memo.put(memo.size(), stack.top());
            case Opcode.BINPUT -> memo.put(input.uint1(), stack.top());
            case Opcode.LONG_BINPUT -> memo.put(input.int4(), stack.top());
            case Opcode.BINGET -> recall(input.uint1());
            case Opcode.LONG_BINGET -> recall(input.int4());
            case Opcode.GLOBAL -> {
                String module = input.line();
                stack.push(new PyValue.Named(module, input.line()));
            }
            case Opcode.STACK_GLOBAL -> {
                String name = stack.popText();
                stack.push(new PyValue.Named(stack.popText(), name));
            }
            case Opcode.REDUCE, Opcode.NEWOBJ -> {
                List<PyValue> arguments = stack.popTuple();
                stack.push(Makers.make(stack.pop(), arguments, input));
            }
            case Opcode.NEWOBJ_EX -> {
                stack.drop();
                List<PyValue> arguments = stack.popTuple();
                stack.push(Makers.make(stack.pop(), arguments, input));
            }
            case Opcode.BUILD -> build(stack.pop());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void recall(int key) {
        PyValue value = memo.get(key);
        if (value == null) {
            throw input.invalid("it refers to what it does not hold");
        }
        stack.push(value);
    }

    /** The state of a collection's subclass is not its contents, and is left out. */
    private void build(PyValue state) {
        if (stack.top() instanceof PyValue.Instance instance) {
            instance.state().add(state);
        }
    }
}
