package org.beamlet.worker.start;

import java.io.File;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * The file with the loaded and linked classes of a program, from which the JVM starts in half the
 * time. One for each class path, JVM and set of options; programs do without where there is none.
 */
public final class AotCache {
    private static final Logger LOG = System.getLogger(AotCache.class.getName());
    private static final Duration ABANDONED = Duration.ofMinutes(10);
    private static final int KEY_BYTES = 12;

    /** Of programs, and of their keys. */
    private static final Pattern NAME =
            Pattern.compile("(?<program>.+)-[0-9a-f]{" + 2 * KEY_BYTES + "}\\.aot");

    private static final Duration UNUSED = Duration.ofDays(30);

    /** No need to note every use. */
    private static final Duration NOTED = Duration.ofDays(1);

    private static final Set<PosixFilePermission> OTHERS_WRITE =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private final Path folder;
    private final Path file;
    private final Optional<Path> shipped;
    private final boolean copied;

    private AotCache(Path folder, Path file, Optional<Path> shipped, boolean copied) {
        this.folder = folder;
        this.file = file;
        this.shipped = shipped;
        this.copied = copied;
    }

    /**
     * {@return that of a program with these options and class path}
     *
     * @param program as its file is to be called
     * @param classPath without wildcards
     */
    public static AotCache of(Path folder, String program, List<String> java, String classPath) {
        return new AotCache(
                folder,
                folder.resolve(program + "-" + key(java, classPath) + ".aot"),
                shipped(program, classPath),
                false);
    }

    /**
     * A cache of a program that was copied to this node, with the cache where there was one: it
     * fits, and the file is neither needed nor asked for then.
     *
     * @param file absolute, on the shared file system
     */
    public static AotCache copied(Path file, String program, String classPath) {
        return new AotCache(
                Objects.requireNonNull(file.getParent(), "folder"),
                file,
                shipped(program, classPath),
                true);
    }

    /** An installation may bring one, beside the first archive of the class path. */
    private static Optional<Path> shipped(String program, String classPath) {
        return Optional.ofNullable(Path.of(classPath.split(File.pathSeparator, 2)[0]).getParent())
                .map(beside -> beside.resolve("start-caches").resolve(program + ".aot"));
    }

    /**
     * A cache whose name somebody else has chosen.
     *
     * @param file absolute
     */
    public static AotCache at(Path file) {
        return new AotCache(
                Objects.requireNonNull(file.getParent(), "folder"), file, Optional.empty(), false);
    }

    /** {@return where the cache is or would be} */
    public Path file() {
        return file;
    }

    /**
     * The file, if there is one that nobody else could have written; it counts as used from now on.
     */
    public Optional<Path> present() {
        if (!Files.isReadable(file) || !trusted()) {
            return Optional.empty();
        }
        noteUse();
        return Optional.of(file);
    }

    /**
     * What a program is best started from: the file, else the one that came with the installation.
     * That one is trusted as the archives beside it are. It may not fit this machine, which the JVM
     * sees; so the file is made all the same.
     */
    public Optional<Path> usable() {
        Optional<Path> came = shipped.filter(Files::isReadable);
        return copied ? came.or(this::present) : present().or(() -> came);
    }

    /** {@return whether the file is to be made} */
    public boolean wanted() {
        return copied ? usable().isEmpty() : present().isEmpty();
    }

    /** The time of the last reading is not kept on many file systems; that of a change is. */
    private void noteUse() {
        try {
            Instant now = Instant.now();
            if (isOlder(file, now.minus(NOTED))) {
                Files.setLastModifiedTime(file, FileTime.from(now));
            }
        } catch (IOException _) {
            // Its folder may be for reading only; then nobody removes it either.
        }
    }

    private static boolean isOlder(Path file, Instant than) throws IOException {
        return Files.getLastModifiedTime(file).toInstant().isBefore(than);
    }

    /** Makes the file by means of {@code training}, unless it is there or another is at it. */
    public void make(AotTraining training) throws IOException, InterruptedException {
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        if (!trusted() || Files.exists(file) || !acquire(lock)) {
            return;
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            if (training.run(part)) {
                try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
                    written.force(true);
                }
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
                prune();
            }
        } finally {
            Files.deleteIfExists(part);
            Files.deleteIfExists(lock);
        }
    }

    /**
     * Removes what other installations have left. Several may share the folder, and each then has a
     * present file, which only its own programs know: so none is removed for its key alone, but for
     * not having been started from for long. So long that no JVM that was started from it is likely
     * to live: where the folder is on another machine, a file that is removed is gone under those
     * who have it mapped. Each block and each worker that is started from a file counts as a use.
     */
    private void prune() {
        Matcher own = NAME.matcher(file.getFileName().toString());
        if (!own.matches()) {
            return;
        }
        Instant last = Instant.now().minus(UNUSED);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path other : files.toList()) {
                Matcher its = NAME.matcher(other.getFileName().toString());
                if (its.matches()
                        && its.group("program").equals(own.group("program"))
                        && !other.getFileName().equals(file.getFileName())
                        && isOlder(other, last)) {
                    Files.deleteIfExists(other);
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "old start caches stay why=\"{0}\"", e.getMessage());
        }
    }

    private static boolean acquire(Path lock) throws IOException {
        if (Files.exists(lock)) {
            Instant since = Files.getLastModifiedTime(lock).toInstant();
            if (since.plus(ABANDONED).isBefore(Instant.now())) {
                Files.deleteIfExists(lock);
            }
        }
        try {
            Files.createFile(lock);
            return true;
        } catch (FileAlreadyExistsException _) {
            return false;
        }
    }

    /** What lies here is run as code: a folder that others write to is not used. */
    private boolean trusted() {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
            return OTHERS_WRITE.stream().noneMatch(permissions::contains);
        } catch (IOException | UnsupportedOperationException _) {
            return false;
        }
    }

    private static String key(List<String> java, String classPath) {
        StringBuilder text = new StringBuilder(System.getProperty("java.vm.version"));
        java.forEach(option -> text.append('\n').append(option));
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            File part = new File(entry);
            text.append('\n').append(entry).append(' ').append(part.length());
            text.append(' ').append(part.lastModified());
        }
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, KEY_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "this Java has no SHA-256",
                    "use a complete JDK 25",
                    e);
        }
    }
}
