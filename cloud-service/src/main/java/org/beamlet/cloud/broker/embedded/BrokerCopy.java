package org.beamlet.cloud.broker.embedded;

import com.sleepycat.je.Environment;
import com.sleepycat.je.EnvironmentConfig;
import com.sleepycat.je.util.DbBackup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Copies what the broker keeps while it works. Its store only ever appends; the store itself says
 * which files belong to a state of now, and keeps them from being cleaned up meanwhile.
 */
final class BrokerCopy {
    private BrokerCopy() {}

    static void make(BrokerFolder folder, Path target) throws IOException {
        Path messages = Files.createDirectories(target.resolve(BrokerFolder.MESSAGES));
        // A second handle on the one store of this process.
        EnvironmentConfig config =
                new EnvironmentConfig().setAllowCreate(false).setTransactional(true);
        try (Environment store = new Environment(folder.messages().toFile(), config)) {
            DbBackup backup = new DbBackup(store);
            backup.startBackup();
            try {
                for (String file : backup.getLogFilesInBackupSet()) {
                    Files.copy(folder.messages().resolve(file), messages.resolve(file));
                }
            } finally {
                backup.endBackup();
            }
        }
        Files.copy(folder.config(), target.resolve(BrokerFolder.CONFIG));
    }
}
