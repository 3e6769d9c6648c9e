package org.beamlet.cloud.endpoint;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.beamlet.protocol.data.DataReference;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Names of data roots as they are stored: one text, with a comma between them. */
public final class RootNames {
    private static final int MOST = 100;

    private RootNames() {}

    /** {@return the text; null for none} */
    public static @Nullable String text(Collection<String> names) {
        if (names.size() > MOST) {
            throw new BeamletException(
                    ErrorCode.SEMANTICALLY_INVALID,
                    "%d data roots are named".formatted(names.size()),
                    "name at most %d".formatted(MOST));
        }
        for (String name : names) {
            if (!DataReference.NAME.matcher(name).matches()) {
                throw new BeamletException(
                        ErrorCode.SEMANTICALLY_INVALID,
                        "'%s' is no name of a data root".formatted(name),
                        "use lower-case letters, digits, - and _");
            }
        }
        return names.isEmpty() ? null : String.join(",", new TreeSet<>(names));
    }

    public static Set<String> of(@Nullable String text) {
        return text == null ? Set.of() : Set.copyOf(List.of(text.split(",")));
    }
}
