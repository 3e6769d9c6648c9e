package org.beamlet.worker.slot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.beamlet.worker.start.NodeStorage;

/** The command line of a worker process. */
final class WorkerCommand {
    static final String MAIN = "org.beamlet.worker.process.WorkerMain";

    /**
     * Moves the pipe to descriptor 3 and stdout to a file, so that what native code prints cannot
     * break a frame; {@code exec}, so that the process is the worker itself.
     */
    private static final String REDIRECT =
            "exec \"$0\" \"$@\" 3>&1 1>>\"worker-$BEAMLET_WORKER.out\"";

    private static final String FRAMES = "-Dbeamlet.worker.frames=/dev/fd/3";

    /** Share of a node's memory that all heaps together may reach. */
    private static final int HEAP_PERCENT = 75;

    /**
     * The compilers leave alone what a start calls some hundred times; a node has that many starts
     * at once. Twice the usual number of calls costs a warm call nothing that can be measured, ten
     * times made of 0.06 ms in the worker half a millisecond for thousands of calls; loops are
     * compiled as early as ever. What was compiled in the training is not compiled again for that
     * alone.
     */
    private static final List<String> LATE_COMPILERS =
            List.of(
                    "-XX:+UnlockDiagnosticVMOptions",
                    "-XX:-AOTReplayTraining",
                    "-XX:Tier3InvocationThreshold=400",
                    "-XX:Tier3MinInvocationThreshold=200",
                    "-XX:Tier3CompileThreshold=4000");

    private WorkerCommand() {}

    /** A worker whose stdin and stdout are pipes to this process. */
    static List<String> of(
            WorkerSettings settings, Station station, String classPath, Optional<Path> cache) {
        return inShell(settings, station, program(settings, classPath, cache));
    }

    /** The worker's own command. */
    static List<String> program(WorkerSettings settings, String classPath, Optional<Path> cache) {
        List<String> command = new ArrayList<>(java(settings));
        cache.ifPresent(file -> command.add("-XX:AOTCache=" + file));
        command.addAll(NodeStorage.ofWorkers());
        command.addAll(List.of(FRAMES, "-cp", classPath, MAIN));
        return command;
    }

    /** A worker in a session of its own, with its frames where the functions' output is not. */
    static List<String> inShell(WorkerSettings settings, Station station, List<String> program) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", REDIRECT));
        sessionLeader().ifPresent(command::add);
        settings.pinning()
                .cpus(station, settings.slots())
                .ifPresent(cpus -> command.addAll(List.of("taskset", "-c", cpus)));
        command.addAll(program);
        return command;
    }

    /** The JVM of a worker with all options that are the same for each. */
    static List<String> java(WorkerSettings settings) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (settings.javaOptions().stream().noneMatch(o -> o.matches("-XX:\\+Use\\w+GC"))) {
            command.add("-XX:+UseSerialGC");
        }
        command.addAll(
                List.of(
                        "-Xss512k",
                        "-Xms8m",
                        "-XX:MaxRAMPercentage=" + Math.max(1, HEAP_PERCENT / settings.slots()),
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:-UsePerfData",
                        // Of a cache that does not fit: it would stand in the functions' output.
                        "-Xlog:aot=off",
                        "-Djava.awt.headless=true",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(LATE_COMPILERS);
        String temporary = System.getenv("TMPDIR");
        if (temporary != null && settings.container() == null) {
            command.add("-Djava.io.tmpdir=" + temporary);
        }
        command.addAll(settings.javaOptions());
        return command;
    }

    /** A session, and so a process group, of its own: what a function starts ends with it. */
    static Optional<String> sessionLeader() {
        return Stream.of("/usr/bin/setsid", "/bin/setsid")
                .filter(file -> Files.isExecutable(Path.of(file)))
                .findFirst();
    }
}
