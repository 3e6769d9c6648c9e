package org.beamlet.worker.artifact;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * A folder of files named by their SHA-256. Whoever wants one that is not there fetches it, and
 * others who want it meanwhile wait for that; a file appears whole and checked, or not at all.
 * Where they are too many bytes together, those that were asked for longest ago go.
 *
 * <p>Several processes may share the folder.
 */
public final class ArtifactCache {
    private static final Logger LOG = System.getLogger(ArtifactCache.class.getName());

    /** Who was just given a file has yet to open it: so long it stays, whatever the bound says. */
    private static final Duration GRACE = Duration.ofMinutes(2);

    /** What a process left that was killed while it fetched. */
    private static final Duration ABANDONED = Duration.ofHours(6);

    private static final String PART = ".part";

    private final Path folder;
    private final long bound;
    private final Clock clock;
    private final Map<String, CompletableFuture<Path>> fetches = new ConcurrentHashMap<>();

    /** Where a file comes from. */
    @FunctionalInterface
    public interface Source {
        /**
         * Writes the content.
         *
         * @throws BeamletException where there is none to be had
         */
        void copy(OutputStream out) throws IOException;
    }

    /**
     * Makes one; the folder comes with its first file.
     *
     * @param bound most bytes that are kept
     */
    public ArtifactCache(Path folder, long bound) {
        this(folder, bound, Clock.systemUTC());
    }

    ArtifactCache(Path folder, long bound, Clock clock) {
        this.folder = folder;
        this.bound = bound;
        this.clock = clock;
    }

    /**
     * {@return the file, fetched if need be}
     *
     * @param sha256 64 hexadecimal digits
     * @throws BeamletException as the source raises it; with INPUT_INVALID where what came is
     *     something else, and with DISK_FULL where it cannot be written
     */
    public Path get(String sha256, Source source) {
        Path file = file(sha256);
        if (touched(file)) {
            return file;
        }
        CompletableFuture<Path> own = new CompletableFuture<>();
        CompletableFuture<Path> other = fetches.putIfAbsent(sha256, own);
        if (other != null) {
            return awaited(other);
        }
        try {
            // Somebody may have brought it between the look and the note.
            own.complete(touched(file) ? file : fetch(sha256, file, source));
        } catch (BeamletException e) {
            own.completeExceptionally(e);
        } catch (IOException e) {
            own.completeExceptionally(unwritable(file, e));
        } catch (RuntimeException e) {
            own.completeExceptionally(e);
            throw e;
        } finally {
            fetches.remove(sha256);
        }
        return awaited(own);
    }

    private static Path awaited(CompletableFuture<Path> fetch) {
        try {
            return fetch.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof BeamletException known) {
                throw known;
            }
            throw e;
        }
    }

    private Path file(String sha256) {
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new BeamletException(
                    ErrorCode.PAYLOAD_INVALID,
                    "'%s' is not a SHA-256".formatted(sha256),
                    "register the function again");
        }
        return folder.resolve(sha256);
    }

    private boolean touched(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private Path fetch(String sha256, Path file, Source source) throws IOException {
        Files.createDirectories(folder);
        Path part =
                Files.createTempFile(
                        folder,
                        sha256.substring(0, 12),
                        PART,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            String actual = copied(source, part);
            if (!actual.equals(sha256)) {
                throw new BeamletException(
                        ErrorCode.INPUT_INVALID,
                        "what came for artifact %s has the SHA-256 %s".formatted(sha256, actual),
                        "submit the task again; if that fails too, register the function again and"
                                + " have the service's object store looked at");
            }
            // After a crash nobody would look again whether it is what its name says.
            try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.setLastModifiedTime(part, FileTime.from(clock.instant()));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        LOG.log(Level.INFO, "artifact={0} fetched", sha256);
        shrink();
        return file;
    }

    private static String copied(Source source, Path part) throws IOException {
        MessageDigest digest = Hashes.digest();
        try (OutputStream file = Files.newOutputStream(part)) {
            source.copy(
                    new OutputStream() {
                        @Override
                        public void write(int one) throws IOException {
                            write(new byte[] {(byte) one}, 0, 1);
                        }

                        @Override
                        public void write(byte[] bytes, int from, int count) throws IOException {
                            digest.update(bytes, from, count);
                            file.write(bytes, from, count);
                        }
                    });
        }
        return Hashes.text(digest);
    }

    private record Kept(Path file, long size, Instant used) {}

    /** Deletes what was used longest ago until the rest is within the bound. */
    private void shrink() throws IOException {
        List<Kept> kept = kept();
        long bytes = kept.stream().mapToLong(Kept::size).sum();
        Instant now = clock.instant();
        for (Kept one : kept) {
            boolean part = one.file().toString().endsWith(PART);
            Duration age = Duration.between(one.used(), now);
            boolean goes =
                    part ? age.compareTo(ABANDONED) > 0 : bytes > bound && age.compareTo(GRACE) > 0;
            if (goes && Files.deleteIfExists(one.file())) {
                bytes -= one.size();
                LOG.log(Level.INFO, "artifact={0} evicted", one.file().getFileName());
            }
        }
    }

    private List<Kept> kept() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.flatMap(ArtifactCache::kept)
                    .sorted(Comparator.comparing(Kept::used))
                    .toList();
        }
    }

    private static Stream<Kept> kept(Path file) {
        try {
            return Stream.of(
                    new Kept(file, Files.size(file), Files.getLastModifiedTime(file).toInstant()));
        } catch (IOException _) {
            // Another process has deleted it.
            return Stream.empty();
        }
    }

    private static BeamletException unwritable(Path file, IOException e) {
        return new BeamletException(
                ErrorCode.DISK_FULL,
                "the artifact cannot be written to %s: %s".formatted(file, e),
                "have the endpoint's admin free space in its folder, and submit again",
                e);
    }
}
