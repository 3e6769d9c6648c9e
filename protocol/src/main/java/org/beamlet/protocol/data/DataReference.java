package org.beamlet.protocol.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.Serialized;

/**
 * An argument such as {@code data://xpcs/run1/raw.h5}: a path below a folder that every endpoint
 * which has it knows under the same name.
 *
 * @param root the folder's name
 * @param path below it; empty for the folder itself
 */
public record DataReference(String root, String path) {
    public static final String SCHEME = "data://";

    /** How a root may be called. */
    public static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    private static final Pattern REFERENCE =
            Pattern.compile("data://([a-z0-9][a-z0-9_-]{0,62})(?:/(.*))?", Pattern.DOTALL);

    /**
     * Reads an argument.
     *
     * @return empty unless it begins with {@code data://}
     * @throws BeamletException with code ARGUMENTS_INVALID where it does and is none
     */
    public static Optional<DataReference> parse(String text) {
        if (!text.startsWith(SCHEME)) {
            return Optional.empty();
        }
        Matcher matcher = REFERENCE.matcher(text);
        if (!matcher.matches()) {
            throw new BeamletException(
                    ErrorCode.ARGUMENTS_INVALID,
                    "'%s' does not name a data root".formatted(text),
                    "write data://NAME/path, with NAME in lower-case letters, digits, - and _");
        }
        String path = matcher.group(2) == null ? "" : matcher.group(2);
        if (path.startsWith("/") || List.of(path.split("/", -1)).contains("..")) {
            throw new BeamletException(
                    ErrorCode.ARGUMENTS_INVALID,
                    "'%s' leads out of its data root".formatted(text),
                    "give a path below the root, without '..'");
        }
        return Optional.of(new DataReference(matcher.group(1), path));
    }

    /** {@return the roots that the JSON arguments of a payload speak of, sorted} */
    public static Set<String> rootsOf(String payload) {
        Set<String> roots = new TreeSet<>();
        if (payload.contains("data:")) {
            for (String buffer : Payloads.unpack(payload)) {
                Serialized data = Serialized.parse(buffer);
                if (data.method().equals(Serialized.JSON)) {
                    collect(data.asJson(), roots);
                }
            }
        }
        return roots;
    }

    private static void collect(JsonNode node, Set<String> roots) {
        if (node.isTextual()) {
            parse(node.asText()).ifPresent(reference -> roots.add(reference.root()));
        } else {
            node.forEach(child -> collect(child, roots));
        }
    }

    @Override
    public String toString() {
        return SCHEME + root + "/" + path;
    }
}
