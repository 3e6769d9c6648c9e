package org.beamlet.protocol.pickle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What a pickle has put down so far, and where in it the marks are. */
final class PickleStack {
    private final PickleInput input;
    private final List<PyValue> values = new ArrayList<>();
    private final Deque<Integer> marks = new ArrayDeque<>();

    PickleStack(PickleInput input) {
        this.input = input;
    }

    void push(PyValue value) {
        values.add(value);
    }

    PyValue top() {
        requireOne();
        return values.getLast();
    }

    PyValue pop() {
        requireOne();
        return values.removeLast();
    }

    /** Takes the last value away, or the last mark where that is above it. */
    void drop() {
        if (!marks.isEmpty() && marks.getLast() == values.size()) {
            marks.removeLast();
        } else {
            var _ = pop();
        }
    }

    void mark() {
        marks.addLast(values.size());
    }

    List<PyValue> popToMark() {
        if (marks.isEmpty()) {
            throw input.invalid("it takes more than it has put down");
        }
        List<PyValue> above = values.subList(marks.removeLast(), values.size());
        List<PyValue> popped = new ArrayList<>(above);
        above.clear();
        return popped;
    }

    List<PyValue> popTuple() {
        if (pop() instanceof PyValue.Items items) {
            return items.values();
        }
        throw input.invalid("it calls something without a tuple of arguments");
    }

    String popText() {
        if (pop() instanceof PyValue.Plain plain && plain.value().isTextual()) {
            return plain.value().textValue();
        }
        throw input.invalid("the name of something in it is no text");
    }

    private void requireOne() {
        int floor = marks.isEmpty() ? 0 : marks.getLast();
        if (values.size() <= floor) {
            throw input.invalid("it takes more than it has put down");
        }
    }
}
