package org.beamlet.worker.container;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A worker that is to run in a container.
 *
 * @param name of the container on its node
 * @param folder of the workers: the one that is mounted to be written to
 * @param script in that folder, which starts the worker
 * @param mounts what else is mounted, to be read
 * @param variables names of those that are handed over
 * @param cpus that it may use, as {@code taskset} takes them
 * @param memoryBytes that it may use; 0 for no limit
 */
public record ContainedProgram(
        String name,
        Path folder,
        Path script,
        List<Path> mounts,
        Set<String> variables,
        Optional<String> cpus,
        long memoryBytes) {
    /** Where the image knows better than the node. */
    private static final Set<String> OF_THE_NODE =
            Set.of(
                    "PATH",
                    "HOME",
                    "USER",
                    "LOGNAME",
                    "SHELL",
                    "TMPDIR",
                    "LD_LIBRARY_PATH",
                    "PYTHONPATH",
                    "PYTHONHOME",
                    "VIRTUAL_ENV",
                    "CONDA_PREFIX",
                    "CONDA_DEFAULT_ENV",
                    "CUDA_HOME",
                    "HDF5_PLUGIN_PATH");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=+,@%-]+");

    public ContainedProgram {
        mounts = List.copyOf(mounts);
        variables = Set.copyOf(variables);
    }

    /** {@return shell text that runs it; what the admin wrote stands in it as it is} */
    public String shell(Container container) {
        if (container.custom()) {
            return container
                    .options()
                    .replace("{EXECUTOR_RUNDIR}", word(folder.toString()))
                    .replace("{BEAMLET_MOUNTS}", words(volumes()))
                    .replace("{EXECUTOR_LAUNCH_CMD}", words(launch()));
        }
        List<String> before =
                container.apart() ? asDaemonTakesIt(container) : asFileSystem(container);
        List<String> after = new ArrayList<>(List.of(container.image()));
        after.addAll(launch());
        String options = container.options().isBlank() ? "" : " " + container.options().strip();
        return "exec %s%s %s".formatted(words(before), options, words(after));
    }

    /**
     * {@return the command that ends the container, whoever started it; empty if none is needed}
     */
    public List<String> end(Container container) {
        return container.apart() ? List.of(container.type(), "rm", "-f", name) : List.of();
    }

    /** Values stay out of the command line, which others on the node can see. */
    private List<String> asDaemonTakesIt(Container container) {
        List<String> words =
                new ArrayList<>(List.of(container.type(), "run", "--rm", "-i", "--name", name));
        words.addAll(asThisUser(container));
        words.addAll(List.of("-w", folder.toString(), "-v", folder + ":" + folder));
        words.addAll(volumes());
        Set<String> names = new TreeSet<>(variables);
        names.removeAll(OF_THE_NODE);
        names.forEach(one -> words.addAll(List.of("-e", one)));
        cpus.ifPresent(list -> words.add("--cpuset-cpus=" + list));
        if (memoryBytes > 0) {
            words.add("--memory=%db".formatted(memoryBytes));
        }
        return words;
    }

    private List<String> asFileSystem(Container container) {
        List<String> words =
                new ArrayList<>(List.of(container.type(), "exec", "--pwd", folder.toString()));
        words.addAll(List.of("--bind", folder.toString()));
        mounts.forEach(one -> words.addAll(List.of("--bind", "%s:%s:ro".formatted(one, one))));
        return words;
    }

    private List<String> volumes() {
        List<String> words = new ArrayList<>();
        mounts.forEach(one -> words.addAll(List.of("-v", "%s:%s:ro".formatted(one, one))));
        return words;
    }

    /** What it writes is to belong to whoever the endpoint belongs to. */
    private static List<String> asThisUser(Container container) {
        return container.type().equals("docker")
                ? List.of("--user", "%d:%d".formatted(ThisUser.uid(), ThisUser.gid()))
                : ThisUser.uid() == 0 ? List.of() : List.of("--userns", "keep-id");
    }

    private List<String> launch() {
        return List.of("/bin/sh", script.toString());
    }

    private static String words(List<String> words) {
        return String.join(" ", words.stream().map(ContainedProgram::word).toList());
    }

    /** {@return the word, in quotes where a shell would change it} */
    public static String word(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
