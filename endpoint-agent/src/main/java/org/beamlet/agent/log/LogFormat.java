package org.beamlet.agent.log;

import java.util.Map;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** How agent.log is written. */
public final class LogFormat {
    private static final String VARIABLE = "BEAMLET_LOG_FORMAT";

    private LogFormat() {}

    /**
     * {@return whether as JSON: as the environment says, else as the configuration does}
     *
     * @throws BeamletException with code USAGE
     */
    public static boolean json(Map<String, String> environment, boolean configured) {
        String format = environment.getOrDefault(VARIABLE, "").strip();
        return switch (format) {
            case "" -> configured;
            case "json" -> true;
            case "text" -> false;
            default ->
                    throw new BeamletException(
                            ErrorCode.USAGE,
                            "%s is '%s'".formatted(VARIABLE, format),
                            "set it to text or json");
        };
    }
}
