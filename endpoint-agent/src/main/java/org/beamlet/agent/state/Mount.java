package org.beamlet.agent.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The mounted file system that a path is on, as {@code /proc/self/mountinfo} tells.
 *
 * @param point where it is mounted
 * @param type the kernel's word for the file system
 * @param source what is mounted, such as {@code server:/export}
 */
public record Mount(Path point, String type, String source) {
    private static final Path TABLE = Path.of("/proc/self/mountinfo");

    /** File systems of several hosts, by the kernel's word or the end of a FUSE type. */
    private static final Map<String, String> SHARED =
            Map.ofEntries(
                    Map.entry("nfs", "NFS"),
                    Map.entry("nfs4", "NFS"),
                    Map.entry("lustre", "Lustre"),
                    Map.entry("gpfs", "GPFS"),
                    Map.entry("beegfs", "BeeGFS"),
                    Map.entry("fhgfs", "BeeGFS"),
                    Map.entry("beegfs_nodev", "BeeGFS"),
                    Map.entry("ceph", "CephFS"),
                    Map.entry("panfs", "PanFS"),
                    Map.entry("wekafs", "WekaFS"),
                    Map.entry("afs", "AFS"),
                    Map.entry("cifs", "CIFS"),
                    Map.entry("smb3", "CIFS"),
                    Map.entry("glusterfs", "GlusterFS"),
                    Map.entry("orangefs", "OrangeFS"),
                    Map.entry("dvs", "DVS"),
                    Map.entry("9p", "9P"),
                    Map.entry("sshfs", "SSHFS"));

    /** {@return the file system of a path that exists; empty where that is not known} */
    public static Optional<Mount> of(Path path) {
        try {
            return find(Files.readAllLines(TABLE), path.toRealPath());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /**
     * {@return the file system of a path}
     *
     * @param lines of a mountinfo table
     */
    static Optional<Mount> find(List<String> lines, Path path) {
        Mount found = null;
        for (String line : lines) {
            // Optional fields end with a dash; of mounts on one point the last one is seen.
            String[] sides = line.split(" - ", 2);
            String[] left = sides[0].split(" ", -1);
            String[] right = sides.length < 2 ? new String[0] : sides[1].split(" ", -1);
            if (left.length < 5 || right.length < 2) {
                continue;
            }
            Path point = Path.of(unescaped(left[4]));
            if (path.startsWith(point)
                    && (found == null || point.getNameCount() >= found.point.getNameCount())) {
                found = new Mount(point, right[0], unescaped(right[1]));
            }
        }
        return Optional.ofNullable(found);
    }

    /** Blanks and their like are three octal digits there. */
    private static String unescaped(String field) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            if (field.charAt(i) == '\\' && field.substring(i + 1).matches("[0-7]{3}.*")) {
                text.append((char) Integer.parseInt(field.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                text.append(field.charAt(i));
            }
        }
        return text.toString();
    }

    /** {@return what people call a file system of several hosts; empty for one of this host} */
    public Optional<String> shared() {
        String word = type.toLowerCase(Locale.ROOT);
        return Optional.ofNullable(
                SHARED.get(word.startsWith("fuse.") ? word.substring("fuse.".length()) : word));
    }

    /** {@return whether it is gone when the host is restarted} */
    public boolean inMemory() {
        return type.equals("tmpfs") || type.equals("ramfs");
    }
}
