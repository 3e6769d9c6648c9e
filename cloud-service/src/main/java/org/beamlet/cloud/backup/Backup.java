package org.beamlet.cloud.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.beamlet.cloud.broker.embedded.EmbeddedBroker;
import org.beamlet.cloud.messaging.Messaging;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jboss.logging.Logger;

/**
 * Takes a copy of everything while the service runs. Its own threads at the broker pause meanwhile,
 * so that a task or a result is in the store or in a queue and not on its way between them;
 * submissions are taken in, endpoints run on.
 */
public final class Backup {
    private static final Logger LOG = Logger.getLogger(Backup.class);

    private final Path data;
    private final Store store;
    private final EmbeddedBroker broker;

    /**
     * @param data the service's data folder
     */
    public Backup(Path data, Store store, EmbeddedBroker broker) {
        this.data = data;
        this.store = store;
        this.broker = broker;
    }

    /** Writes a backup; what follows it in time is not in it. */
    public synchronized void write(Path file, Messaging messaging) {
        Path copy = copyFolder();
        try {
            messaging.paused(() -> {
                // The store first: a task that only the broker knows does no harm.
                store.copyTo(copy.resolve("store"));
                broker.copyTo(copy.resolve("broker"));
            });
            Files.copy(data.resolve("admin.secret"), copy.resolve("admin.secret"));
            copyObjects(copy);
            BackupFile.write(file, copy, List.of(copy));
            LOG.infof("backup written file=%s bytes=%d", file, Files.size(file));
        } catch (IOException e) {
            throw failed(e);
        } finally {
            delete(copy);
        }
    }

    /** Beside the data: the same disk, the same rights. */
    private Path copyFolder() {
        try {
            return Files.createTempDirectory(data, "backup");
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Objects never change: a second name for each is a copy. */
    private void copyObjects(Path copy) throws IOException {
        Path objects = data.resolve("objects");
        if (!Files.isDirectory(objects)) {
            return;
        }
        try (Stream<Path> files = Files.walk(objects)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path link = copy.resolve(data.relativize(file).toString());
                Files.createDirectories(link.getParent());
                Files.createLink(link, file);
            }
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warnf("remains of a backup are left folder=%s reason=%s", folder, e.getMessage());
        }
    }

    private static BeamletException failed(IOException cause) {
        return new BeamletException(
                ErrorCode.OUTPUT_NOT_WRITABLE,
                "the backup was not made: " + cause,
                "check the rights and the free space of the data folder",
                cause);
    }
}
