package org.beamlet.cloud.objects;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.beamlet.cloud.settings.Settings;

/**
 * Where objects are kept, how large one may be, how long it stays after it was last sent.
 *
 * @param folder absent for the one in the data folder
 */
public record ObjectSettings(Optional<Path> folder, long largest, Duration retention) {
    public static final long LARGEST = 1L << 30;
    private static final Duration RETENTION = Duration.ofDays(30);

    public static ObjectSettings of(Settings settings) {
        return new ObjectSettings(
                settings.path("beamlet.objects.folder"),
                settings.bytes("beamlet.objects.largest", LARGEST),
                settings.duration("beamlet.objects.retention", RETENTION));
    }

    /** Opens what was set; {@code standard} is the folder where none was. */
    public ObjectStore open(Path standard) {
        return new FolderObjects(folder.orElse(standard));
    }
}
