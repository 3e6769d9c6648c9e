package org.beamlet.agent.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jboss.logging.Logger;

/** The journal's file and what it says; used by one thread. */
final class JournalFile implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(JournalFile.class);

    /** Opens the file under the journal. */
    @FunctionalInterface
    interface Opener {
        Storage open(Path file) throws IOException;
    }

    private final Path file;
    private final Opener opener;
    private final long compactFrom;
    private final JournalState state = new JournalState();
    private Storage storage;
    private long size;
    private long sizeAfterCompaction;
    private boolean tailInDoubt;

    JournalFile(Path folder, Opener opener, long compactFrom) throws IOException {
        this.file = folder.resolve("journal.log");
        this.opener = opener;
        this.compactFrom = compactFrom;
        if (Files.exists(file)) {
            size = Frames.read(file, state::apply);
        }
        storage = opener.open(file);
        if (Files.size(file) > size) {
            LOG.warnf(
                    "journal=%s cut=%d bytes of an append that was not finished",
                    file, Files.size(file) - size);
            storage.truncate(size);
        }
        sizeAfterCompaction = size;
        forceFolder();
    }

    JournalState state() {
        return state;
    }

    void append(List<JournalRecord> records, boolean durable) throws IOException {
        if (tailInDoubt) {
            storage.truncate(size);
            tailInDoubt = false;
        }
        ByteBuffer bytes = Frames.write(records);
        int length = bytes.remaining();
        tailInDoubt = true;
        storage.append(bytes);
        if (durable) {
            storage.force();
        }
        tailInDoubt = false;
        size += length;
        records.forEach(state::apply);
    }

    /** Writes what is left into a new file, once the file has grown by more than that. */
    void compactIfWorthIt() throws IOException {
        if (size < compactFrom || size < 2 * sizeAfterCompaction) {
            return;
        }
        Path fresh = file.resolveSibling("journal.new");
        Files.deleteIfExists(fresh);
        Storage compacted = opener.open(fresh);
        try {
            long written = copyTo(compacted);
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            storage.close();
            storage = compacted;
            size = written;
            sizeAfterCompaction = written;
        } catch (IOException e) {
            compacted.close();
            throw e;
        }
        forceFolder();
    }

    private long copyTo(Storage compacted) throws IOException {
        long written = 0;
        for (JournaledTask task : state.tasks()) {
            ByteBuffer bytes = Frames.write(task.records());
            written += bytes.remaining();
            compacted.append(bytes);
        }
        compacted.force();
        return written;
    }

    /** A new name in a folder is durable only once the folder is. */
    private void forceFolder() throws IOException {
        try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }
}
