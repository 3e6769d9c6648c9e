package org.beamlet.cloud.quota;

import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.eclipse.microprofile.config.Config;

/**
 * What a user may have.
 *
 * @param tasks that have not ended
 * @param functions that are registered and not of the catalog
 * @param submitBytes of payload a day, UTC
 */
public record Limits(long tasks, long functions, long submitBytes) {
    private static final long MANY_TASKS = 500_000;
    private static final long MANY_FUNCTIONS = 10_000;
    private static final long MANY_BYTES = 50L * 1024 * 1024 * 1024;

    /** What holds for users without limits of their own. */
    public static Limits read(Config config) {
        return new Limits(
                number(config, "tasks", MANY_TASKS),
                number(config, "functions", MANY_FUNCTIONS),
                number(config, "submit-bytes-per-day", MANY_BYTES));
    }

    private static long number(Config config, String key, long otherwise) {
        long value = config.getOptionalValue("beamlet.quota." + key, Long.class).orElse(otherwise);
        if (value < 0) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "beamlet.quota.%s is %d".formatted(key, value),
                    "give 0 or more");
        }
        return value;
    }
}
