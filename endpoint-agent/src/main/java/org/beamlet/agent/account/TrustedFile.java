package org.beamlet.agent.account;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Files that decide as whom something runs, and that nobody else may therefore write. */
final class TrustedFile {
    private TrustedFile() {}

    /**
     * Raises where somebody other than root and this process's user could change a file, or put
     * another in its place.
     */
    static void require(Path file) {
        try {
            Path real = file.toRealPath();
            for (Path part = real; part != null; part = part.getParent()) {
                check(part, part.equals(real));
            }
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "%s cannot be looked at: %s".formatted(file, e.getMessage()),
                    "see that it is there and that the endpoint's user may read it",
                    e);
        }
    }

    private static void check(Path part, boolean file) throws IOException {
        PosixFileAttributes found = Files.readAttributes(part, PosixFileAttributes.class);
        boolean open =
                found.permissions().contains(PosixFilePermission.GROUP_WRITE)
                        || found.permissions().contains(PosixFilePermission.OTHERS_WRITE);
        int mode = (Integer) Files.getAttribute(part, "unix:mode");
        // In a folder such as /tmp others may add, but replace nothing.
        boolean sticky = !file && (mode & 01000) != 0;
        int owner = (Integer) Files.getAttribute(part, "unix:uid");
        if ((open && !sticky) || (owner != 0 && owner != ProcessRights.ofThisProcess().uid())) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "%s can be changed by others than root".formatted(part),
                    "have it belong to root, with no right to write for group and others");
        }
    }
}
