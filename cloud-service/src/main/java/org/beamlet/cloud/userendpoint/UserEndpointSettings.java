package org.beamlet.cloud.userendpoint;

import java.time.Duration;
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

    /** Below the minute after which the SDK gives up on a request. */
    private static final Duration DEFAULT = Duration.ofSeconds(50);

    public UserEndpointSettings {
        if (startTimeout.toMillis() <= 0) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "%s is '%s'".formatted(START_TIMEOUT, startTimeout),
                    "use a duration above 0, such as 50S");
        }
    }

    public static UserEndpointSettings read() {
        try {
            return new UserEndpointSettings(
                    ConfigProvider.getConfig()
                            .getOptionalValue(START_TIMEOUT, Duration.class)
                            .orElse(DEFAULT));
        } catch (IllegalArgumentException e) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "%s is not a duration: %s".formatted(START_TIMEOUT, e.getMessage()),
                    "use a duration such as 50S or PT1M",
                    e);
        }
    }
}
