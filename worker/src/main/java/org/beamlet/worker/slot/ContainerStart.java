package org.beamlet.worker.slot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.beamlet.worker.container.ContainedProgram;
import org.beamlet.worker.container.Container;
import org.beamlet.worker.container.Mounts;

/**
 * Starts workers in containers. What runs inside stands in a file of the worker's folder, which the
 * container has at the same place: so no words need to pass through the quotes of two shells.
 */
final class ContainerStart {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final WorkerSettings settings;
    private final Container container;
    private final List<Path> mounts;

    ContainerStart(WorkerSettings settings, Container container, String classPath) {
        this.settings = settings;
        this.container = container;
        this.mounts =
                Mounts.of(
                        Path.of(System.getProperty("java.home")), classPath, container.readable());
    }

    /** {@return the command of a worker; what it needs lies ready} */
    ProcessCommand of(Station station, List<String> program) throws IOException {
        String worker = station.label();
        container.require(settings.node(), System.getenv().getOrDefault("PATH", ""));
        Path folder = Files.createDirectories(settings.workDir()).toAbsolutePath();
        Path script = folder.resolve("worker-%s.sh".formatted(worker));
        write(script, folder, worker, program);
        Map<String, String> variables = WorkerEnvironment.of(System.getenv(), settings, station);
        byte[] random = new byte[4];
        RANDOM.nextBytes(random);
        ContainedProgram contained =
                new ContainedProgram(
                        "beamlet-%s-%s".formatted(HexFormat.of().formatHex(random), worker),
                        folder,
                        script,
                        mounts,
                        variables.keySet(),
                        settings.pinning().cpus(station, settings.slots()),
                        settings.limits().memoryBytes());
        List<String> words = new ArrayList<>();
        WorkerCommand.sessionLeader().ifPresent(words::add);
        contained
                .cpus()
                .filter(_ -> !container.apart())
                .ifPresent(cpus -> words.addAll(List.of("taskset", "-c", cpus)));
        words.addAll(List.of("/bin/sh", "-c", contained.shell(container)));
        return new ProcessCommand(words, contained.end(container));
    }

    /** Stdout becomes a file inside, as it does outside, and the pipe descriptor 3. */
    private static void write(Path script, Path folder, String worker, List<String> program)
            throws IOException {
        String text =
                """
                #!/bin/sh
                cd %s || exit 70
                exec %s 3>&1 1>>worker-%s.out
                """
                        .formatted(
                                ContainedProgram.word(folder.toString()),
                                program.stream()
                                        .map(ContainedProgram::word)
                                        .collect(Collectors.joining(" ")),
                                worker);
        Files.deleteIfExists(script);
        Files.createFile(
                script,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(script, text);
    }

    /** {@return what to say, and to do, of a worker that did not start} */
    static String blame(Optional<Container> container) {
        return container
                .map(one -> " in its container (%s); %s".formatted(one.type(), one.remedy()))
                .orElse("");
    }
}
