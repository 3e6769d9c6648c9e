package org.beamlet.agent.block;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.providers.launcher.ShellWord;
import org.beamlet.worker.start.AotCache;
import org.beamlet.worker.start.KeptVariables;
import org.beamlet.worker.start.WorkerClassPath;

/**
 * Shell text that starts a node manager.
 *
 * @param java the program
 * @param classPath of the worker
 * @param cache from which the JVM starts in half the time; the node managers make it
 */
public record NodeCommand(Path java, String classPath, Optional<AotCache> cache) {
    /**
     * The optimising compiler comes later than usual: while a block starts, the node's processors
     * have its workers to start as well.
     */
    static final List<String> OPTIONS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-Xms40m",
                    // What a start leaves behind need not be collected before it is over.
                    "-XX:NewSize=24m",
                    "-Xmx512m",
                    "-XX:-UsePerfData",
                    "-XX:+UnlockDiagnosticVMOptions",
                    "-XX:-AOTReplayTraining",
                    // A cache that does not fit is no trouble, and not worth lines in a block's
                    // log.
                    "-Xlog:aot=off",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    /**
     * What an environment that was loaded for functions says of libraries and of Java is not for
     * the manager's JVM, nor for the worker's: it could keep them from starting. They keep it under
     * other names, for the processes in which functions of Python and commands run.
     */
    static final String APART =
            """
            for name in %s; do
                if [ -n "${!name+set}" ]; then
                    export "%s$name=${!name}"
                    unset "$name"
                fi
            done
            """
                    .formatted(String.join(" ", KeptVariables.NAMES), KeptVariables.PREFIX);

    /** Without a cache. */
    public NodeCommand(Path java, String classPath) {
        this(java, classPath, Optional.empty());
    }

    /** {@return the command with this JVM's Java and the worker that it was told of} */
    public static NodeCommand ofThisInstallation() {
        String classPath =
                System.getProperty(
                        "beamlet.worker.classpath", System.getProperty("java.class.path", ""));
        if (classPath.isBlank()) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "the class path of the worker is not known",
                    "start the endpoint with `beamlet endpoint start`");
        }
        return new NodeCommand(Path.of(System.getProperty("java.home"), "bin", "java"), classPath);
    }

    /**
     * {@return the command on another host, which has an installation of its own}
     *
     * @param program its folder; empty where it is this one's
     */
    public NodeCommand at(String program, String far) {
        String here = System.getProperty("beamlet.app", "");
        String there = program.isEmpty() || here.isEmpty() ? classPath : moved(here, program);
        return new NodeCommand(Path.of(far), there);
    }

    private String moved(String here, String there) {
        return Arrays.stream(classPath.split(":", -1))
                .map(entry ->
                        entry.startsWith(here + "/")
                                ? there + entry.substring(here.length())
                                : entry)
                .collect(Collectors.joining(":"));
    }

    /** {@return the same with a cache in the folder, another for each installation} */
    public NodeCommand withCache(Path folder) {
        List<String> program = new ArrayList<>(List.of(java.toString()));
        program.addAll(OPTIONS);
        return new NodeCommand(
                java,
                classPath,
                Optional.of(
                        AotCache.of(
                                folder,
                                "node-manager",
                                program,
                                WorkerClassPath.expand(classPath))));
    }

    public String shell(Path blockFile) {
        List<String> words = new ArrayList<>();
        words.add(java.toString());
        words.addAll(OPTIONS);
        cache.ifPresent(made -> {
            made.usable().ifPresent(file -> words.add("-XX:AOTCache=" + file));
            words.add("-Dbeamlet.start.cache=" + made.file());
        });
        words.add("-cp");
        words.add(classPath);
        words.add("org.beamlet.worker.manager.NodeManagerMain");
        words.add("--block-file");
        words.add(blockFile.toString());
        return APART + "exec " + words.stream().map(ShellWord::of).collect(Collectors.joining(" "));
    }
}
