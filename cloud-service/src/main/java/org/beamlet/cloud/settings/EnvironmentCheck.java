package org.beamlet.cloud.settings;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Refuses variables that look like settings and are none. Only names that begin with the first word
 * of some setting do: {@code BEAMLET_HOME} and its like belong to the commands.
 */
final class EnvironmentCheck {
    private EnvironmentCheck() {}

    static void require(Collection<String> variables, KnownSettings known) {
        Set<String> names =
                known.rows().stream()
                        .map(row -> variable(row.key()).replace("*", "[A-Z0-9_]+"))
                        .collect(Collectors.toUnmodifiableSet());
        Set<String> sections =
                known.rows().stream()
                        .map(row -> row.key().split("\\."))
                        .filter(parts -> parts.length > 2)
                        .map(parts -> variable(parts[0] + "." + parts[1]) + "_")
                        .collect(Collectors.toUnmodifiableSet());
        for (String variable : variables) {
            if (sections.stream().anyMatch(variable::startsWith)
                    && names.stream().noneMatch(variable::matches)) {
                known.require(
                        variable.toLowerCase(Locale.ROOT).replace('_', '.'), "the environment");
            }
        }
    }

    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
