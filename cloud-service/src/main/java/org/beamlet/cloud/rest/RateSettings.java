package org.beamlet.cloud.rest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;

/** How many requests a user may make. */
@ConfigMapping(prefix = "beamlet.rate-limit")
interface RateSettings {
    /** Requests a window for each user; 0 for no bound. */
    @WithDefault("20")
    int requests();

    @WithDefault("10s")
    Duration window();

    /** Requests a window for some users, by name; 0 for no bound. */
    Map<String, Integer> users();
}
