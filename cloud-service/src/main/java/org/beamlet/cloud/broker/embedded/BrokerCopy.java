package org.beamlet.cloud.broker.embedded;

import com.sleepycat.je.dbi.DbEnvPool;
import com.sleepycat.je.dbi.EnvironmentImpl;
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
        DbBackup backup = new DbBackup(store(folder.messages()));
        backup.startBackup();
        try {
            for (String file : backup.getLogFilesInBackupSet()) {
                Files.copy(folder.messages().resolve(file), messages.resolve(file));
            }
        } finally {
            backup.endBackup();
        }
        Files.copy(folder.config(), target.resolve(BrokerFolder.CONFIG));
    }

    /** The one that is open: Broker-J does not hand it out. */
    private static EnvironmentImpl store(Path messages) throws IOException {
        for (EnvironmentImpl store : DbEnvPool.getInstance().getEnvImpls()) {
            if (Files.isSameFile(store.getEnvironmentHome().toPath(), messages)) {
                return store;
            }
        }
        throw new IOException("its store is not open");
    }
}
