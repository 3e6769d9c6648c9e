package org.beamlet.agent.diagnose;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What one check found.
 *
 * @param check its name
 * @param remedy what to do; empty where all is well
 */
public record Finding(String check, Level level, String what, String remedy) {
    /** How bad it is. */
    public enum Level {
        @JsonProperty("ok")
        OK,
        /** Not looked at, for want of something else. */
        @JsonProperty("skipped")
        SKIPPED,
        @JsonProperty("warning")
        WARNING,
        @JsonProperty("failed")
        FAILED
    }

    /** {@return what was found with what to do, in a line} */
    public String text() {
        return remedy.isEmpty() ? what : what + "; " + remedy;
    }

    static Finding ok(String check, String what) {
        return new Finding(check, Level.OK, what, "");
    }

    static Finding skipped(String check, String why) {
        return new Finding(check, Level.SKIPPED, why, "");
    }

    static Finding warning(String check, String what, String remedy) {
        return new Finding(check, Level.WARNING, what, remedy);
    }

    static Finding failed(String check, String what, String remedy) {
        return new Finding(check, Level.FAILED, what, remedy);
    }
}
