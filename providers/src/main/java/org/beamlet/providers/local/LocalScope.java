package org.beamlet.providers.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.providers.command.CommandResult;
import org.beamlet.providers.command.CommandRunner;

/**
 * A scope of systemd around a block: a cgroup of its own, which keeps the block's limits, and which
 * its processes cannot leave as they can a process group.
 *
 * @param folder where systemd's commands are; the path of commands where it is empty
 * @param cgroups where cgroups are mounted
 * @param root whether the block is root's, who needs no service of their own
 */
record LocalScope(
        LocalLimits limits, Path folder, Path cgroups, boolean root, CommandRunner commands) {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    static LocalScope of(LocalLimits limits, CommandRunner commands) {
        boolean root = "root".equals(System.getProperty("user.name"));
        return new LocalScope(limits, Path.of(""), Path.of("/sys/fs/cgroup"), root, commands);
    }

    /** {@return whether systemd makes one for this user, and if not, what it says} */
    CommandResult probe() {
        List<String> words = new ArrayList<>(run());
        words.add("true");
        return commands.run(words, LIMIT);
    }

    /** {@return what stands before the command that starts the block} */
    List<String> words(String block) {
        List<String> words = new ArrayList<>(run());
        words.add("--unit=" + unit(block));
        if (limits.memory() > 0) {
            words.add("--property=MemoryMax=%dG".formatted(limits.memory()));
            // Else it would go on in swap, slower than the task's limit of time allows.
            words.add("--property=MemorySwapMax=0");
        }
        if (limits.cores() > 0) {
            words.add("--property=CPUQuota=%d%%".formatted(100L * limits.cores()));
        }
        words.add("--");
        return words;
    }

    /** Ends what has left the process group. */
    void kill(String block) {
        List<String> words = new ArrayList<>(program("systemctl"));
        words.addAll(List.of("kill", "--signal=SIGKILL", unit(block)));
        // One that is gone already is an error to systemd, and what was wanted here.
        var _ = commands.run(words, LIMIT);
    }

    private List<String> run() {
        List<String> words = new ArrayList<>(program("systemd-run"));
        words.addAll(List.of("--scope", "--quiet", "--collect"));
        return words;
    }

    private List<String> program(String name) {
        String program = folder.toString().isEmpty() ? name : folder.resolve(name).toString();
        return root ? List.of(program) : List.of(program, "--user");
    }

    private static String unit(String block) {
        return "beamlet-" + block + ".scope";
    }
}
