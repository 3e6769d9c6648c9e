package org.beamlet.agent.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jboss.logging.Logger;

/**
 * The agent's memory. One thread writes whatever has gathered since its last write and makes it
 * durable with one fsync, however many appended it.
 */
public final class Journal implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Journal.class);
    private static final long COMPACT_FROM = 16L * 1024 * 1024;
    private static final int MAX_BATCH = 1000;

    private record Append(
            List<JournalRecord> records, boolean durable, CompletableFuture<Void> done) {
        Append(List<JournalRecord> records, boolean durable) {
            this(List.copyOf(records), durable, new CompletableFuture<>());
        }
    }

    private static final Append END = new Append(List.of(), false);

    private final Path folder;
    private final JournalFile file;
    private final List<JournaledTask> found;
    private final LinkedBlockingQueue<Append> waiting = new LinkedBlockingQueue<>();

    /** Notes that could not be written: nobody waits for them, so they are tried again here. */
    private final List<JournalRecord> deferred = new ArrayList<>();

    private final Thread writer;

    /** Opens the journal in a folder, or begins one. */
    public static Journal open(Path folder) {
        return open(folder, FileStorage::new, COMPACT_FROM);
    }

    static Journal open(Path folder, JournalFile.Opener opener, long compactFrom) {
        try {
            PrivateFiles.folder(folder);
            return new Journal(folder, new JournalFile(folder, opener, compactFrom));
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }

    private Journal(Path folder, JournalFile file) {
        this.folder = folder;
        this.file = file;
        this.found = file.state().tasks();
        this.writer = Thread.ofPlatform().name("journal").daemon().start(this::writeAll);
    }

    /** {@return what the journal said when it was opened, in order of arrival} */
    public List<JournaledTask> found() {
        return found;
    }

    /**
     * Appends records that must survive a power cut.
     *
     * @return done once they would; fails with code DISK_FULL if they were not written
     */
    public CompletableFuture<Void> append(List<JournalRecord> records) {
        return enqueue(new Append(records, true));
    }

    /** Appends a record that need survive only the agent; the next fsync takes it along. */
    public void note(JournalRecord journalRecord) {
        note(List.of(journalRecord));
    }

    /** The same for several. */
    public void note(List<JournalRecord> records) {
        var _ = enqueue(new Append(records, false));
    }

    private CompletableFuture<Void> enqueue(Append append) {
        waiting.add(append);
        return append.done();
    }

    private void writeAll() {
        try {
            boolean open = true;
            while (open) {
                List<Append> batch = new ArrayList<>();
                batch.add(waiting.take());
                waiting.drainTo(batch, MAX_BATCH);
                open = !batch.remove(END);
                if (!batch.isEmpty()) {
                    write(batch);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(List<Append> batch) {
        List<JournalRecord> records = new ArrayList<>(deferred);
        batch.forEach(append -> records.addAll(append.records()));
        try {
            file.append(records, batch.stream().anyMatch(Append::durable));
        } catch (IOException e) {
            BeamletException failed = failed(folder, e);
            batch.stream()
                    .filter(append -> !append.durable())
                    .forEach(append -> deferred.addAll(append.records()));
            batch.forEach(append -> append.done().completeExceptionally(failed));
            return;
        }
        deferred.clear();
        batch.forEach(append -> append.done().complete(null));
        try {
            file.compactIfWorthIt();
        } catch (IOException e) {
            LOG.warnf(e, "journal=%s was not compacted; it goes on growing", folder);
        }
    }

    private static BeamletException failed(Path folder, IOException e) {
        return new BeamletException(
                ErrorCode.DISK_FULL,
                "the journal in %s cannot be written: %s".formatted(folder, e.getMessage()),
                "free space on its disk; until then no task is accepted",
                e);
    }

    /** Writes what was appended so far and ends. */
    @Override
    public void close() throws IOException {
        waiting.add(END);
        try {
            writer.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        file.close();
    }
}
