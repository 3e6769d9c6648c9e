package org.beamlet.agent.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
    private static final int MOST_TROUBLES = 3;

    /** How often it is seen whether the file is still there. */
    private static final Duration LOOK = Duration.ofSeconds(5);

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

    private final List<String> troubles = new CopyOnWriteArrayList<>();
    private volatile long wantedEpoch;
    private long looked = System.nanoTime();
    private final Thread writer;

    /** Opens the journal in a folder that nobody else knows of, or begins one. */
    public static Journal open(Path folder) {
        return open(JournalPlace.of(folder));
    }

    /**
     * Opens the journal of an endpoint, or begins one.
     *
     * @throws BeamletException with code RESOURCE_CONFLICT if another agent has written it since
     *     this one was let in
     */
    public static Journal open(JournalPlace place) {
        return open(place, FileStorage::new, COMPACT_FROM);
    }

    static Journal open(Path folder, JournalFile.Opener opener, long compactFrom) {
        return open(JournalPlace.of(folder), opener, compactFrom);
    }

    private static Journal open(JournalPlace place, JournalFile.Opener opener, long compactFrom) {
        try {
            PrivateFiles.folder(place.folder());
            return new Journal(place.folder(), new JournalFile(place, opener, compactFrom));
        } catch (IOException e) {
            throw failed(place.folder(), e);
        }
    }

    /** {@return whether a journal that nobody writes now holds tasks} */
    public static boolean holdsTasks(Path folder) throws IOException {
        List<JournalParts.Part> parts = JournalParts.in(folder);
        if (parts.isEmpty()) {
            return false;
        }
        JournalState state = new JournalState();
        Frames.read(parts.getLast().file(), state::apply);
        return !state.tasks().isEmpty();
    }

    /** {@return the newest of a folder's journal files, by name} */
    public static Optional<String> newest(Path folder) throws IOException {
        List<JournalParts.Part> parts = JournalParts.in(folder);
        return parts.isEmpty() ? Optional.empty() : Optional.of(parts.getLast().name());
    }

    private Journal(Path folder, JournalFile file) {
        this.folder = folder;
        this.file = file;
        this.found = file.state().tasks();
        this.writer = Thread.ofPlatform().name("journal").daemon().start(this::writeAll);
    }

    /** {@return the name of the file that is written} */
    public String file() {
        return file.name();
    }

    /** Names the file by the epoch in which its agent serves by now. */
    public void servesIn(long epoch) {
        wantedEpoch = epoch;
    }

    /** {@return the name of a file that another agent has written since, which has the lease} */
    public Optional<String> superseded() {
        try {
            return file.superseded();
        } catch (IOException e) {
            LOG.warnf("journal=%s cannot be looked into: %s", folder, e.getMessage());
            return Optional.empty();
        }
    }

    /** {@return what a user should know of the journal's place} */
    public List<String> troubles() {
        return List.copyOf(troubles);
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
                Append first = waiting.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                lookIfDue();
                if (first == null) {
                    continue;
                }
                batch.add(first);
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

    /** A site may delete what looks old, however much it is in use. */
    private void lookIfDue() {
        if (System.nanoTime() - looked < LOOK.toNanos()) {
            return;
        }
        looked = System.nanoTime();
        try {
            if (file.superseded().isPresent()) {
                // Another agent has taken it over and removed this one's file.
                return;
            }
            file.moveTo(wantedEpoch);
            Optional<Path> gone = file.restoreIfGone();
            if (gone.isPresent()) {
                String what =
                        "%s had vanished at %s and was written anew from memory: something deletes files there; set state_dir in config.yaml to a folder where nothing does"
                                .formatted(
                                        gone.get(), Instant.now().truncatedTo(ChronoUnit.SECONDS));
                LOG.error(what);
                troubles.add(what);
                while (troubles.size() > MOST_TROUBLES) {
                    troubles.removeFirst();
                }
            }
        } catch (IOException e) {
            LOG.errorf("journal=%s cannot be written anew: %s", folder, e.getMessage());
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

    /** {@return whether nothing is left in it, once it is closed} */
    public boolean empty() {
        return file.state().tasks().isEmpty();
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
