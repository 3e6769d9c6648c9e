package org.beamlet.agent.state;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * Tries, before anything depends on it, whether a folder keeps what a journal writes: new files are
 * new, a file that takes another's place is read there, and both can be made durable.
 *
 * @param mount on which the folder is, where that is known
 * @param warnings what its owner should know
 */
public record StateProbe(Path folder, Optional<Mount> mount, List<String> warnings) {
    private static final List<String> PURGED =
            List.of("SCRATCH", "PSCRATCH", "CSCRATCH", "WORKDIR");
    private static final String OTHER =
            "set state_dir in config.yaml to a folder on a disk of this host, such as"
                    + " /var/tmp/USER/beamlet, or to one of a file system that keeps files";

    public StateProbe {
        warnings = List.copyOf(warnings);
    }

    /**
     * Tries it.
     *
     * @throws BeamletException with code CONFIG_INVALID if the folder does not do what it must
     */
    public static StateProbe of(Path folder, Map<String, String> environment) {
        return of(folder, environment, Mount.of(folder), Disk.REAL);
    }

    static StateProbe of(
            Path folder, Map<String, String> environment, Optional<Mount> mount, Disk disk) {
        String kind = mount.map(StateProbe::kind).orElse("an unknown file system");
        List<String> warnings = new ArrayList<>();
        try {
            warnings.addAll(tried(folder, kind, disk));
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "%s, on %s, does not keep what a journal needs: %s".formatted(folder, kind, e),
                    OTHER,
                    e);
        }
        if (mount.filter(Mount::inMemory).isPresent()) {
            warnings.add(
                    "%s is in memory: when this host is restarted the journal is gone, and what it holds is lost; %s"
                            .formatted(folder, OTHER));
        }
        purge(folder, environment)
                .ifPresent(why ->
                        warnings.add(
                                "%s is %s, where sites delete files that were not used for some weeks: what vanishes of the journal while the agent runs is written anew, what vanishes while it does not is lost; %s"
                                        .formatted(folder, why, OTHER)));
        return new StateProbe(folder, mount, warnings);
    }

    private static String kind(Mount mount) {
        return mount.shared()
                .map(name -> name + " (" + mount.source() + ")")
                .orElse(mount.type() + " at " + mount.point());
    }

    /** {@return what it does without} */
    private static List<String> tried(Path folder, String kind, Disk disk) throws IOException {
        String mark = "probe-%d-%s".formatted(ProcessHandle.current().pid(), System.nanoTime());
        Path old = folder.resolve(mark);
        Path fresh = folder.resolve(mark + ".new");
        try {
            disk.create(old, "old");
            try {
                disk.create(old, "twice");
                throw new IOException("a file that is there was made once more");
            } catch (FileAlreadyExistsException _) {
                // As it must be.
            }
            disk.create(fresh, mark);
            disk.replace(fresh, old);
            disk.force(folder);
            if (Files.exists(fresh) || !disk.read(old).equals(mark)) {
                throw new IOException("a file that took another's place is not read there");
            }
            return locks(disk, old)
                    ? List.of()
                    : List.of(
                            "%s, on %s, has no locks: a second agent in this folder is refused by the service alone"
                                    .formatted(folder, kind));
        } finally {
            Files.deleteIfExists(fresh);
            Files.deleteIfExists(old);
        }
    }

    /** They are a hint and no more, so that one can do without. */
    private static boolean locks(Disk disk, Path file) {
        try {
            return disk.lock(file);
        } catch (IOException _) {
            return false;
        }
    }

    /** Sites say in their manuals alone what they delete; names tell where to look. */
    private static Optional<String> purge(Path folder, Map<String, String> environment) {
        for (String variable : PURGED) {
            String value = environment.getOrDefault(variable, "");
            if (value.startsWith("/") && folder.startsWith(Path.of(value))) {
                return Optional.of("below $" + variable);
            }
        }
        for (Path name : folder) {
            if (name.toString().matches("(?i).*scratch.*|purged?")) {
                return Optional.of("below a folder called " + name);
            }
        }
        return Optional.empty();
    }
}
