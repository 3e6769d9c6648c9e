package org.beamlet.cloud.store;

import java.time.Duration;
import java.util.Optional;
import org.beamlet.cloud.settings.Profile;
import org.beamlet.cloud.settings.Settings;

/**
 * Which database, and how long to wait for it.
 *
 * @param url JDBC; absent for the embedded one
 * @param patience how long work is tried again while the database is away
 */
public record StoreSettings(
        Optional<String> url, String user, String password, int connections, Duration patience) {
    static final int CONNECTIONS = 16;
    static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String URL = "beamlet.store.url";

    public static StoreSettings of(Settings settings) {
        Optional<String> url = settings.text(URL);
        url.filter(text -> !text.startsWith("jdbc:postgresql:"))
                .ifPresent(text -> {
                    throw Settings.faulty(
                            URL, text, "jdbc:postgresql://HOST/DATABASE, or nothing for H2");
                });
        if (Profile.of(settings) == Profile.PRODUCTION) {
            settings.required(URL, "the profile production needs a database of its own");
        }
        return new StoreSettings(
                url,
                settings.text("beamlet.store.user").orElse("beamlet"),
                settings.secret("beamlet.store.password").orElse(""),
                settings.number("beamlet.store.connections", CONNECTIONS, 4, 1000),
                settings.duration("beamlet.store.patience", PATIENCE));
    }

    public boolean embedded() {
        return url.isEmpty();
    }

    /** Never shows the password. */
    @Override
    public String toString() {
        return "StoreSettings[%s %s]".formatted(url.orElse("embedded"), user);
    }
}
