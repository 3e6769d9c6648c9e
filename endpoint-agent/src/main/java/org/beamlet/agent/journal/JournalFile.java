package org.beamlet.agent.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beamlet.agent.journal.JournalParts.Part;
import org.jboss.logging.Logger;

/** The journal's file and what it says; used by one thread. */
final class JournalFile implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(JournalFile.class);

    /** Opens the file under the journal. */
    @FunctionalInterface
    interface Opener {
        Storage open(Path file) throws IOException;
    }

    private final Path folder;
    private final Opener opener;
    private final long compactFrom;
    private final JournalState state = new JournalState();
    private volatile Part part;
    private Storage storage;
    private long size;
    private long sizeAfterCompaction;
    private boolean tailInDoubt;

    JournalFile(JournalPlace place, Opener opener, long compactFrom) throws IOException {
        this.folder = place.folder();
        this.opener = opener;
        this.compactFrom = compactFrom;
        List<Part> found = new ArrayList<>(JournalParts.in(folder));
        if (place.former().isPresent()) {
            found.addAll(JournalParts.in(place.former().get()));
            found.sort(null);
        }
        if (found.isEmpty()) {
            part = Part.of(folder, place.epoch(), 0);
        } else {
            Part newest = found.getLast();
            if (newest.epoch() > place.epoch()) {
                // Either this agent's lease is over, or the service counts anew.
                place.stillMine().run();
            }
            part = newest.next(folder, place.epoch());
            takeOver(newest);
        }
        storage = opener.open(part.file());
        if (Files.size(part.file()) > size) {
            storage.truncate(size);
        }
        sizeAfterCompaction = size;
        forceFolder();
        for (Part old : found) {
            Files.deleteIfExists(old.file());
        }
    }

    /** Nothing is written to another agent's file: it may still write there itself. */
    private void takeOver(Part newest) throws IOException {
        size = Frames.read(newest.file(), state::apply);
        long torn = Files.size(newest.file()) - size;
        if (torn > 0) {
            LOG.warnf(
                    "journal=%s cut=%d bytes of an append that was not finished",
                    newest.file(), torn);
        }
        Path fresh = fresh();
        try {
            try (Storage copy = new FileStorage(fresh)) {
                copy.truncate(0);
                size = copyTo(copy);
            }
            Files.move(fresh, part.file(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            if (!newest.file().startsWith(folder)) {
                throw e;
            }
            LOG.warnf("journal=%s is not copied, but renamed: %s", newest.file(), e.getMessage());
            size = Files.size(newest.file()) - torn;
            Files.move(newest.file(), part.file(), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private Path fresh() {
        return folder.resolve(part.name() + ".new");
    }

    JournalState state() {
        return state;
    }

    /** {@return the name of the file} */
    String name() {
        return part.name();
    }

    /** {@return the name of a file that another agent has written since} */
    Optional<String> superseded() throws IOException {
        List<Part> all = JournalParts.in(folder);
        return !all.isEmpty() && all.getLast().newerThan(part)
                ? Optional.of(all.getLast().name())
                : Optional.empty();
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
        if (size >= compactFrom && size >= 2 * sizeAfterCompaction) {
            compact(part);
        }
    }

    /**
     * Writes everything anew if the file is gone, as where a site deletes what looks old.
     *
     * @return the file that was gone
     */
    Optional<Path> restoreIfGone() throws IOException {
        if (Files.exists(part.file())) {
            return Optional.empty();
        }
        Path gone = part.file();
        Files.createDirectories(folder);
        compact(part);
        return Optional.of(gone);
    }

    /** Its agent serves in a later epoch by now, and nobody has served in between. */
    void moveTo(long epoch) throws IOException {
        if (epoch > part.epoch()) {
            Part old = part;
            Part next = part.next(folder, epoch);
            compact(next);
            part = next;
            Files.deleteIfExists(old.file());
        }
    }

    private void compact(Part into) throws IOException {
        Path fresh = fresh();
        Files.deleteIfExists(fresh);
        Storage compacted = opener.open(fresh);
        try {
            long written = copyTo(compacted);
            Files.move(
                    fresh,
                    into.file(),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            storage.close();
            storage = compacted;
            size = written;
            sizeAfterCompaction = written;
            tailInDoubt = false;
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
        try (FileChannel open = FileChannel.open(folder, StandardOpenOption.READ)) {
            open.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }
}
