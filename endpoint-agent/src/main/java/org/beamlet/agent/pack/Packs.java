package org.beamlet.agent.pack;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * Makes archives for nodes, each once, in a folder that the nodes see.
 *
 * @param folder which others of this user's endpoints do not share
 */
public record Packs(Path folder) {
    /** Of what, its signs, its SHA-256. */
    private static final Pattern NAME =
            Pattern.compile("(?<of>[a-z]+)-[0-9a-f]{24}-(?<sum>[0-9a-f]{64})\\.tar");

    /** Blocks that were asked for with it may wait for long. */
    private static final Duration UNUSED = Duration.ofDays(30);

    private static final Duration NOTED = Duration.ofDays(1);
    private static final int BUFFER = 1 << 20;

    /**
     * {@return the archive with the content, made if there is none}
     *
     * @param of what, a word
     */
    public Pack of(String of, PackContent content) throws IOException {
        String begin = "%s-%s-".formatted(of, hex(digest(content.signs())).substring(0, 24));
        Optional<Pack> present = present(begin);
        return present.isPresent() ? present.get() : make(of, begin, content);
    }

    private Optional<Pack> present(String begin) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, begin + "*")) {
            for (Path file : files) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    noteUse(file);
                    return Optional.of(new Pack(file, name.group("sum"), Files.size(file)));
                }
            }
        }
        return Optional.empty();
    }

    private static void noteUse(Path file) throws IOException {
        Instant now = Instant.now();
        if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(NOTED))) {
            Files.setLastModifiedTime(file, FileTime.from(now));
        }
    }

    private Pack make(String of, String begin, PackContent content) throws IOException {
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path part =
                Files.createTempFile(
                        folder,
                        of,
                        ".part",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            MessageDigest digest = sha256();
            try (FileChannel channel = FileChannel.open(part, Set.of(StandardOpenOption.WRITE))) {
                try (TarWriter tar =
                        new TarWriter(
                                new DigestOutputStream(
                                        new BufferedOutputStream(
                                                Channels.newOutputStream(channel), BUFFER),
                                        digest))) {
                    write(content, tar);
                }
                channel.force(true);
            }
            String sum = hex(digest.digest());
            Path file = folder.resolve(begin + sum + ".tar");
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            prune(of, file);
            return new Pack(file, sum, Files.size(file));
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void write(PackContent content, TarWriter tar) throws IOException {
        if (!content.text().isEmpty()) {
            tar.text(PackContent.CLASS_PATH, content.text());
        }
        for (Map.Entry<String, Path> entry : content.files().entrySet()) {
            if (content.isLink(entry.getValue())) {
                tar.link(entry.getKey(), Files.readSymbolicLink(entry.getValue()).toString());
            } else {
                tar.file(entry.getKey(), entry.getValue());
            }
        }
    }

    /** Removes those that nobody has asked for lately, and what a crash has left. */
    private void prune(String of, Path kept) throws IOException {
        Instant last = Instant.now().minus(UNUSED);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, of + "*")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                boolean ours = NAME.matcher(name).matches() || name.endsWith(".part");
                if (ours
                        && !file.equals(kept)
                        && Files.getLastModifiedTime(file).toInstant().isBefore(last)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static byte[] digest(String text) {
        return sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "this Java has no SHA-256",
                    "use a complete JDK 25",
                    e);
        }
    }
}
