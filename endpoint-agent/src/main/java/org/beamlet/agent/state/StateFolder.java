package org.beamlet.agent.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * Where an endpoint's journal and spool are: in its own folder, or apart from that, such as on a
 * disk of one host alone.
 */
public record StateFolder(Path path) {
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.GROUP_EXECUTE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE,
                    PosixFilePermission.OTHERS_EXECUTE);

    /** {@return the endpoint's, below the {@code state_dir} of its configuration if it has one} */
    public static StateFolder of(EndpointFolder folder, Optional<Path> stateDir) {
        Path own = folder.path().toAbsolutePath().normalize();
        // Endpoints of several homes may be told of one folder.
        return new StateFolder(
                stateDir.map(dir -> dir.resolve(folder.name() + "-" + digest(own.toString())))
                        .orElse(own));
    }

    public Path journal() {
        return path.resolve("journal");
    }

    /** {@return where results lie that node managers have brought} */
    public Path results() {
        return path.resolve("results");
    }

    /** {@return where files lie that tasks need, by their SHA-256} */
    public Path artifacts() {
        return path.resolve("artifacts");
    }

    /**
     * Makes the folder.
     *
     * @param folder of the endpoint, whose owner must be this one's too
     * @throws BeamletException with code CONFIG_INVALID if it is not this user's alone
     */
    public void prepare(EndpointFolder folder) {
        try {
            PrivateFiles.folder(path);
            PosixFileAttributes attributes =
                    Files.readAttributes(
                            path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            boolean apart = !path.equals(folder.path().toAbsolutePath().normalize());
            boolean open = attributes.permissions().stream().anyMatch(OTHERS::contains);
            boolean ours = attributes.owner().equals(Files.getOwner(folder.path()));
            if (apart && (!attributes.isDirectory() || !ours || open)) {
                throw new BeamletException(
                        ErrorCode.CONFIG_INVALID,
                        "%s is not a folder of this user alone".formatted(path),
                        "remove it, or name another state_dir in " + folder.config());
            }
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "%s cannot be made: %s".formatted(path, e),
                    "make the folder above it, or name another state_dir in " + folder.config(),
                    e);
        }
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
}
