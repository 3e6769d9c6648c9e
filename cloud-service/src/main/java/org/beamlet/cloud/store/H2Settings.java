package org.beamlet.cloud.store;

import java.nio.file.Path;

/** How the embedded database is opened. */
final class H2Settings {
    /**
     * WRITE_DELAY=0: a commit is in the file before it returns. LOBs up to 64 KiB lie in their row:
     * most payloads and results are smaller, and a LOB of its own costs a second write.
     * RETENTION_TIME: pieces of the file that nobody needs are written over after so many
     * milliseconds, many times of what {@link H2Housekeeping} takes to bring all to the disk.
     */
    private static final String SETTINGS =
            ";WRITE_DELAY=0;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
                    + ";LOCK_TIMEOUT=10000;MAX_LENGTH_INPLACE_LOB=65536;DB_CLOSE_ON_EXIT=FALSE"
                    + ";RETENTION_TIME=5000";

    private H2Settings() {}

    static String url(Path folder) {
        return "jdbc:h2:file:" + folder.toAbsolutePath().resolve("beamlet") + SETTINGS;
    }
}
