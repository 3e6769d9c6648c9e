package org.beamlet.agent.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.beamlet.protocol.text.NearestWord;

/** The key {@code type}, by which a section says which of several shapes it has. */
final class TypeWord {
    private TypeWord() {}

    /**
     * Checks the type of a section.
     *
     * @param known what can be read
     * @param elsewhere what Globus Compute knows besides, and why it is not read
     * @return the type, empty after a fault
     */
    static Optional<String> check(
            Section section, String what, List<String> known, Map<String, String> elsewhere) {
        Optional<String> type = section.text("type");
        if (type.isEmpty()) {
            section.fault("type", "is missing; use " + String.join(" or ", known));
            return Optional.empty();
        }
        if (known.contains(type.get())) {
            return type;
        }
        String reason = elsewhere.get(type.get());
        if (reason != null) {
            section.fault("type", "%s %s".formatted(type.get(), reason));
            return Optional.empty();
        }
        String hint =
                NearestWord.to(
                                type.get(),
                                Stream.concat(known.stream(), elsewhere.keySet().stream()).toList())
                        .map(near -> " (did you mean '%s'?)".formatted(near))
                        .orElse("");
        section.fault(
                "type",
                "'%s' is not a valid %s%s. Valid options are: %s"
                        .formatted(type.get(), what, hint, String.join(", ", known)));
        return Optional.empty();
    }
}
