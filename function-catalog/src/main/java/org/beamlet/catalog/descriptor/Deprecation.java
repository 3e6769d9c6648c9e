package org.beamlet.catalog.descriptor;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * That a version should not be used any more.
 *
 * @param since the version of the catalog's function that replaced it first
 * @param use what to use instead, such as {@code xpcs.correlate@^2}
 */
public record Deprecation(@JsonProperty("since") String since, @JsonProperty("use") String use) {

    /** {@return the advice in one line} */
    public String about(String shownName) {
        return "%s is deprecated since %s: use %s".formatted(shownName, since, use);
    }
}
