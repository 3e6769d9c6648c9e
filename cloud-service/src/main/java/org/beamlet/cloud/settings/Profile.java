package org.beamlet.cloud.settings;

import java.util.Locale;

/** What kind of service this is. */
public enum Profile {
    /** Everything in one process and one folder, unless something is set. */
    EMBEDDED,

    /** Database and broker are others' and have to be named; replicas may run beside each other. */
    PRODUCTION;

    public static Profile of(Settings settings) {
        String text = settings.text(Settings.PROFILE).orElse("embedded");
        for (Profile profile : values()) {
            if (profile.name().toLowerCase(Locale.ROOT).equals(text)) {
                return profile;
            }
        }
        throw Settings.faulty(Settings.PROFILE, text, "embedded or production");
    }
}
