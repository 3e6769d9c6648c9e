package org.beamlet.protocol.home;

import java.nio.file.Path;
import java.util.Map;

/** The folder that holds everything of a user: {@code $BEAMLET_HOME}, or {@code ~/.beamlet}. */
public record BeamletHome(Path root) {
    /** {@return the folder that the environment names, {@code ~/.beamlet} otherwise} */
    public static BeamletHome of(Map<String, String> environment) {
        return of(environment, Path.of(""));
    }

    /** The same, where a relative path is taken from {@code folder}. */
    public static BeamletHome of(Map<String, String> environment, Path folder) {
        String named = environment.getOrDefault("BEAMLET_HOME", "");
        return new BeamletHome(
                named.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".beamlet")
                        : folder.resolve(named).toAbsolutePath().normalize());
    }

    /** {@return the file of the user's API token} */
    public Path token() {
        return root.resolve("token");
    }

    /** {@return the file of what a login left} */
    public Path login() {
        return root.resolve("login.json");
    }

    /** {@return the folder of the service, unless it is given another} */
    public Path cloud() {
        return root.resolve("cloud");
    }

    /** {@return the folder of all endpoints of this user on this machine} */
    public Path endpoints() {
        return root.resolve("endpoints");
    }

    /** {@return the folder of the forwarder that listens on this port} */
    public Path connection(int port) {
        return root.resolve("connect").resolve(Integer.toString(port));
    }
}
