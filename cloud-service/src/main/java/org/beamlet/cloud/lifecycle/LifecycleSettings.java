package org.beamlet.cloud.lifecycle;

import java.time.Duration;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * How patient the service is.
 *
 * @param sweepEvery between two looks at what has become of tasks and endpoints
 * @param taskTtl without a step, after which a task expires
 * @param keepTasks results and stories of tasks that have ended
 */
public record LifecycleSettings(Duration sweepEvery, Duration taskTtl, Duration keepTasks) {
    public static final LifecycleSettings DEFAULTS =
            new LifecycleSettings(Duration.ofSeconds(5), Duration.ofDays(14), Duration.ofDays(14));

    /** {@return what the configuration says, with the defaults for what it does not} */
    public static LifecycleSettings configured() {
        Config config = ConfigProvider.getConfig();
        return new LifecycleSettings(
                duration(config, "beamlet.sweep-every", DEFAULTS.sweepEvery()),
                duration(config, "beamlet.task-ttl", DEFAULTS.taskTtl()),
                duration(config, "beamlet.keep-tasks", DEFAULTS.keepTasks()));
    }

    private static Duration duration(Config config, String key, Duration otherwise) {
        return config.getOptionalValue(key, Duration.class).orElse(otherwise);
    }
}
