package org.beamlet.protocol.pickle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;

/**
 * Python's plain data as JSON: tuples and sets become arrays, paths texts, bytes Base64, and keys
 * that are no texts are written as Python's {@code json} writes them.
 */
public final class PlainData {
    /** Values may share parts, so that a short pickle stands for a very large tree. */
    private static final int ALWAYS_ALLOWED = 100_000;

    private final long most;
    private long made;

    private PlainData(long most) {
        this.most = most;
    }

    /**
     * {@return the value that was pickled, as JSON}
     *
     * @param what it is called in errors, such as {@code arguments}
     * @throws BeamletException with code ARGUMENTS_INVALID where it holds anything else, with its
     *     place
     */
    public static JsonNode read(byte[] pickle, String what) {
        return json(pickle, new Place(what, false, 0));
    }

    /** {@return keyword arguments as JSON; each is called by its name in errors} */
    public static JsonNode readArguments(byte[] pickle) {
        return json(pickle, new Place("the keyword arguments", true, 0));
    }

    private static JsonNode json(byte[] pickle, Place place) {
        return new PlainData(ALWAYS_ALLOWED + (long) pickle.length)
                .json(Unpickler.read(pickle), place);
    }

    /**
     * Where in the data something is; {@code arguments} for what holds the arguments themselves.
     */
    private record Place(String text, boolean arguments, int depth) {
        Place item(int index) {
            return new Place("%s[%d]".formatted(text, index), false, depth + 1);
        }

        Place key(String key) {
            return new Place(
                    arguments ? "argument '%s'".formatted(key) : "%s['%s']".formatted(text, key),
                    false,
                    depth + 1);
        }
    }

    private JsonNode json(PyValue value, Place place) {
        made++;
        if (made > most) {
            throw refused(place, "refers to the same parts too often", "pass it as a file");
        }
        if (place.depth() >= Json.MAX_DEPTH) {
            throw refused(
                    place,
                    "is nested more than %d deep, or contains itself".formatted(Json.MAX_DEPTH),
                    "pass flatter data");
        }
        return switch (value) {
            case PyValue.Plain plain -> plain.value();
            case PyValue.Items items -> array(items, place);
            case PyValue.Dict dict -> object(dict, place);
            case PyValue.Named named ->
                    throw refused(
                            place,
                            "is '%s' itself".formatted(named.full()),
                            "pass plain data: a function or class cannot be used from here");
            case PyValue.Instance instance ->
                    throw refused(
                            place,
                            "is of %s".formatted(ForeignTypes.name(instance)),
                            ForeignTypes.remedy(instance));
        };
    }

    private ArrayNode array(PyValue.Items items, Place place) {
        ArrayNode array = Json.NODES.arrayNode();
        for (int i = 0; i < items.values().size(); i++) {
            array.add(json(items.values().get(i), place.item(i)));
        }
        return array;
    }

    private ObjectNode object(PyValue.Dict dict, Place place) {
        ObjectNode object = Json.NODES.objectNode();
        for (PyValue.Entry entry : dict.entries()) {
            String key = key(entry.key(), place);
            if (object.has(key)) {
                throw refused(
                        place,
                        "has two keys that both become '%s'".formatted(key),
                        "use texts as keys");
            }
            object.set(key, json(entry.value(), place.key(key)));
        }
        return object;
    }

    private static String key(PyValue key, Place place) {
        if (key instanceof PyValue.Plain plain && !plain.value().isBinary()) {
            JsonNode value = plain.value();
            return value.isDouble() ? FloatText.of(value.doubleValue()) : value.asText();
        }
        throw refused(place, "has a key that is no text and no number", "use texts as keys");
    }

    private static BeamletException refused(Place place, String why, String remedy) {
        return new BeamletException(
                ErrorCode.ARGUMENTS_INVALID, "%s %s".formatted(place.text(), why), remedy);
    }
}
