package org.beamlet.agent.door;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.PrivateFiles;

/** Where the socket may be. */
final class DoorPlace {
    /** The kernel's: 108 with the zero at the end. */
    static final int LONGEST = 107;

    private static final String NAME = "agent.sock";

    private static final Set<PosixFilePermission> OWNER =
            PosixFilePermissions.fromString("rwx------");

    private DoorPlace() {}

    /**
     * {@return where to try, the best first: the endpoint's own folder, unless its path is too long
     * for a socket or its file system has none}
     */
    static List<Path> candidates(EndpointFolder folder, Map<String, String> environment) {
        Path own = folder.path().toAbsolutePath().normalize();
        List<Path> all = new ArrayList<>();
        all.add(folder.control().toAbsolutePath().normalize().resolve(NAME));
        String name = "beamlet-" + digest(own.toString());
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        if (runtime.startsWith("/")) {
            all.add(Path.of(runtime, name, NAME));
        }
        all.add(Path.of(System.getProperty("java.io.tmpdir"), name, NAME));
        all.removeIf(path -> bytes(path) > LONGEST);
        return all;
    }

    private static int bytes(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    private static String digest(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes the folder of a socket, or takes one that nobody else can have made or can enter. */
    static void prepare(Path socket, EndpointFolder folder) throws IOException {
        Path parent = socket.resolveSibling("").normalize();
        if (!Files.exists(parent, LinkOption.NOFOLLOW_LINKS)) {
            PrivateFiles.folder(parent);
        }
        requireOurs(parent, folder);
    }

    /**
     * Sees that a folder belongs to whoever has the endpoint's, and lets nobody else in: under
     * {@code /tmp} anybody may have made one of that name.
     */
    static void requireOurs(Path parent, EndpointFolder folder) throws IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(parent, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        boolean ours = attributes.owner().equals(Files.getOwner(folder.path()));
        if (!attributes.isDirectory() || !ours || !OWNER.containsAll(attributes.permissions())) {
            throw new IOException("%s is not a folder of this user alone".formatted(parent));
        }
    }
}
