package org.beamlet.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.protocol.task.TouchedPaths;
import org.jspecify.annotations.Nullable;

/** Takes down which paths the arguments of one call name. */
public final class PathBook {
    private final List<TouchedPaths.One> found = new ArrayList<>();
    private int leftOut;

    /** {@return what was taken down} */
    public TouchedPaths paths() {
        return found.isEmpty() ? TouchedPaths.NONE : new TouchedPaths(found, leftOut);
    }

    /** Takes down what arguments name, without a look at the file system. */
    void given(JsonNode schema, JsonNode arguments) {
        JsonNode _ =
                SchemaPaths.replaced(
                        schema,
                        arguments,
                        "arguments",
                        SchemaPaths.Reading.AS_FAR_AS_KNOWN,
                        (text, argument) -> {
                            allowed(argument, text, null);
                            return text;
                        });
    }

    /** The same, and what that comes to without links. */
    void resolved(JsonNode schema, JsonNode arguments) {
        JsonNode _ =
                SchemaPaths.replaced(
                        schema,
                        arguments,
                        "arguments",
                        SchemaPaths.Reading.AS_FAR_AS_KNOWN,
                        (text, argument) -> {
                            allowed(
                                    argument,
                                    text,
                                    found.size() < TouchedPaths.MOST ? real(text) : null);
                            return text;
                        });
    }

    private static @Nullable String real(String text) {
        try {
            Path given = Path.of(text);
            return given.isAbsolute() ? RealPath.of(given).toString() : null;
        } catch (IOException | InvalidPathException _) {
            return null;
        }
    }

    void allowed(String argument, String given, @Nullable String resolved) {
        TouchedPaths.One one = new TouchedPaths.One(argument, given, resolved, false);
        // Alternatives of a schema look at one value several times.
        if (found.contains(one)) {
            return;
        }
        if (found.size() < TouchedPaths.MOST) {
            found.add(one);
        } else {
            leftOut++;
        }
    }

    void refused(String argument, String given, @Nullable String resolved) {
        if (found.size() == TouchedPaths.MOST) {
            found.removeLast();
            leftOut++;
        }
        found.add(new TouchedPaths.One(argument, given, resolved, true));
    }
}
