package org.beamlet.catalog.hdf5;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a library may be put, the best place first. */
final class NativeLibraryPlaces {
    private NativeLibraryPlaces() {}

    /** {@return lasting folders to try in turn} */
    static List<Path> inOrder() {
        List<Path> places = new ArrayList<>();
        String chosen = System.getProperty("beamlet.native.cache");
        if (chosen != null) {
            places.add(Path.of(chosen));
        }
        places.add(home(System.getenv("BEAMLET_HOME")).resolve("cache").resolve("native"));
        return places;
    }

    /** {@return a folder for this process alone, for nodes on which home is read-only} */
    static Path lastResort() throws IOException {
        return Files.createTempDirectory("beamlet-native");
    }

    private static Path home(@Nullable String configured) {
        return configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home", "."), ".beamlet")
                : Path.of(configured);
    }
}
