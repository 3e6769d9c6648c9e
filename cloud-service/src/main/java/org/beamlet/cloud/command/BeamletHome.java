package org.beamlet.cloud.command;

import java.nio.file.Path;

/** The folder of a user: {@code $BEAMLET_HOME}, or {@code ~/.beamlet}. */
final class BeamletHome {
    private BeamletHome() {}

    static Path path() {
        String set = System.getenv("BEAMLET_HOME");
        return set == null || set.isBlank()
                ? Path.of(System.getProperty("user.home"), ".beamlet")
                : Path.of(set);
    }

    static Path token() {
        return path().resolve("token");
    }
}
