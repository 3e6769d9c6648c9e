package org.beamlet.cloud.userendpoint;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Settings under {@code beamlet.user-endpoints}.
 *
 * @param startTimeout how long a submission waits for its user endpoint
 */
public record UserEndpointSettings(Duration startTimeout) {
    private static final String START_TIMEOUT = "beamlet.user-endpoints.start-timeout";

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m)");

    /** Below the minute after which the SDK gives up on a request. */
    private static final Duration DEFAULT = Duration.ofSeconds(50);

    public UserEndpointSettings {
        if (startTimeout.toMillis() <= 0) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "%s is '%s'".formatted(START_TIMEOUT, startTimeout),
                    "use a duration above 0, such as 50s");
        }
    }

    public static UserEndpointSettings read() {
        return new UserEndpointSettings(
                ConfigProvider.getConfig()
                        .getOptionalValue(START_TIMEOUT, String.class)
                        .map(UserEndpointSettings::duration)
                        .orElse(DEFAULT));
    }

    private static Duration duration(String text) {
        Matcher parts = FORM.matcher(text.strip());
        if (!parts.matches()) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "%s is '%s', which is no duration".formatted(START_TIMEOUT, text),
                    "write a number and a unit, such as 50s or 2m");
        }
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
        };
    }
}
