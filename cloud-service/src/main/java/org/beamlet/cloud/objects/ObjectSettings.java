package org.beamlet.cloud.objects;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.beamlet.cloud.settings.Settings;

/**
 * Where objects are kept, how large one may be, how long it stays after it was last sent.
 *
 * @param s3 absent for a folder
 * @param folder absent for the one in the data folder
 */
public record ObjectSettings(
        Optional<S3Settings> s3, Optional<Path> folder, long largest, Duration retention) {
    public static final long LARGEST = 1L << 30;
    private static final long LARGEST_IN_S3 = 5L << 30;
    private static final String LARGEST_KEY = "beamlet.objects.largest";
    private static final Duration RETENTION = Duration.ofDays(30);

    public static ObjectSettings of(Settings settings) {
        Optional<S3Settings> s3 = S3Settings.of(settings);
        long largest = settings.bytes(LARGEST_KEY, LARGEST);
        if (s3.isPresent() && largest > LARGEST_IN_S3) {
            throw Settings.faulty(LARGEST_KEY, Long.toString(largest), "at most 5G with S3");
        }
        return new ObjectSettings(
                s3,
                settings.path("beamlet.objects.folder"),
                largest,
                settings.duration("beamlet.objects.retention", RETENTION));
    }

    /** Opens what was set; {@code standard} is the folder where none was. */
    public ObjectStore open(Path standard) {
        return s3.<ObjectStore>map(S3Objects::open)
                .orElseGet(() -> new FolderObjects(folder.orElse(standard)));
    }
}
