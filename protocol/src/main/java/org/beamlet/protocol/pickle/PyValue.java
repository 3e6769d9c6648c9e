package org.beamlet.protocol.pickle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value as Python wrote it down. */
public sealed interface PyValue {
    /** None, a truth value, a number, a text, or bytes. */
    record Plain(JsonNode value) implements PyValue {}

    /** A list, tuple or set; it may contain itself. */
    record Items(String type, List<PyValue> values) implements PyValue {
        static Items empty(String type) {
            return new Items(type, new ArrayList<>());
        }

        /** Not by its contents: those may lead back to it. */
        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        @Override
        public String toString() {
            return type + " of " + values.size();
        }
    }

    /** A dictionary, in the order in which it was filled; it may contain itself. */
    record Dict(List<Entry> entries) implements PyValue {
        static Dict empty() {
            return new Dict(new ArrayList<>());
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        @Override
        public String toString() {
            return "dict of " + entries.size();
        }
    }

    /** One of a dictionary. */
    record Entry(PyValue key, PyValue value) {}

    /** Something of a module, by its name. */
    record Named(String module, String name) implements PyValue {
        public Named {
            if (module.equals("__builtin__")) {
                // Its name in Python 2, which protocol 2 still writes.
                module = "builtins";
            }
        }

        String full() {
            return module.equals("builtins") ? name : module + "." + name;
        }
    }

    /**
     * An object of some class, which stays closed.
     *
     * @param maker what Python would call to make it
     */
    record Instance(Named maker, List<PyValue> arguments, List<PyValue> state) implements PyValue {
        static Instance of(Named maker, List<PyValue> arguments) {
            return new Instance(maker, arguments, new ArrayList<>());
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        @Override
        public String toString() {
            return "object of " + maker.full();
        }
    }
}
