package org.beamlet.conformance.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.beamlet.conformance.stack.Await;
import org.beamlet.conformance.stack.Command;
import org.beamlet.conformance.stack.Installation;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A host that is pretended with namespaces of the kernel: a name, processes and a boot of its own,
 * over the files and the network of this one. Needs root.
 */
final class LoginNode {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** The first process collects what the others leave, and takes all with it. */
    private static final String FIRST =
            """
            set -e
            hostname "$1"
            mount --bind "$2/boot" /proc/sys/kernel/random/boot_id
            mount --bind "$2/hosts" /etc/hosts
            mkdir -p /run/beamlet-state && mount --bind "$2/state" /run/beamlet-state
            [ -z "$3" ] || mount --bind "$2/lock" "$3"
            set +e
            echo up > "$2/up"
            while sleep 3600; do :; done
            """;

    private final String name;
    private final Path folder;
    private final String ownLock;
    private @Nullable Process first;
    private @Nullable Process agent;
    private int started;

    /**
     * Makes a node that is not up.
     *
     * @param folder what is this node's alone
     * @param hosts addresses by name of all nodes
     * @param ownLock a file that is another one here, as where locks are not shared; null for none
     */
    LoginNode(String name, Path folder, Map<String, String> hosts, @Nullable Path ownLock)
            throws IOException {
        this.name = name;
        this.folder = Files.createDirectories(folder);
        this.ownLock = ownLock == null ? "" : ownLock.toString();
        Files.createDirectories(folder.resolve("state"));
        Files.writeString(folder.resolve("lock"), "");
        StringBuilder lines = new StringBuilder("127.0.0.1 localhost\n");
        hosts.forEach((host, address) -> lines.append(address + " " + host + "\n"));
        Files.writeString(folder.resolve("hosts"), lines);
    }

    /** Boots it, with a boot id of its own. */
    void boot() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("boot"), UUID.randomUUID() + "\n");
        Path up = folder.resolve("up");
        Files.deleteIfExists(up);
        List<String> line = new ArrayList<>(List.of("unshare", "--uts", "--mount", "--pid"));
        line.addAll(List.of("--fork", "--kill-child", "--mount-proc", "bash", "-c", FIRST));
        line.addAll(List.of("login-node", name, folder.toString(), ownLock));
        Process process =
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("boot.log").toFile())
                        .start();
        first = process;
        Await.until(PATIENCE, name + " is up", () -> Files.exists(up) || !process.isAlive());
        if (!process.isAlive()) {
            throw new BeamletException(
                    ErrorCode.COMMAND_FAILED,
                    "%s cannot be pretended: %s"
                            .formatted(name, Files.readString(folder.resolve("boot.log"))),
                    "run the suite as root, where unshare may make namespaces");
        }
    }

    /** Pulls the plug: none of its processes does anything any more. */
    void crash() throws InterruptedException {
        Process process = first;
        if (process != null) {
            process.destroyForcibly().waitFor();
            first = null;
            agent = null;
        }
    }

    private List<String> inside(String... command) {
        Process process = first;
        if (process == null) {
            throw new IllegalStateException(name + " is not up");
        }
        long init = process.children().findFirst().orElseThrow().pid();
        List<String> line = new ArrayList<>(List.of("nsenter", "--target", Long.toString(init)));
        line.addAll(List.of("--uts", "--mount", "--pid", "--"));
        line.addAll(List.of(command));
        return line;
    }

    private static String[] beamlet(String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(Installation.HERE.root().resolve("beamlet").toString());
        line.addAll(List.of(arguments));
        return line.toArray(String[]::new);
    }

    private Process begin(Map<String, String> environment, Path out, Path err, String... command)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(inside(command))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Gives a command on this node. */
    Command beamlet(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "command", ".out");
        Path err = Files.createTempFile(folder, "command", ".err");
        Process process = begin(environment, out, err, beamlet(arguments));
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new BeamletException(
                    ErrorCode.COMMAND_FAILED, "beamlet does not end on " + name, "see " + err);
        }
        return new Command(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** Starts the endpoint's agent in front, and waits until it serves or has ended. */
    boolean start(Map<String, String> environment) throws IOException, InterruptedException {
        Path ready = ready();
        Files.deleteIfExists(ready);
        started++;
        Process process =
                begin(
                        environment,
                        folder.resolve("agent-%d.out".formatted(started)),
                        err(),
                        beamlet("endpoint", "start", "bench", "--ready-file", ready.toString()));
        agent = process;
        Await.until(
                PATIENCE,
                "the agent on %s serves or has ended".formatted(name),
                () -> Files.exists(ready) || !process.isAlive());
        return Files.exists(ready);
    }

    private Path ready() {
        return folder.resolve("ready.json");
    }

    private Path err() {
        return folder.resolve("agent-%d.err".formatted(started));
    }

    /** {@return what the agent that was started last said in the end} */
    String said() throws IOException {
        return Files.readString(err());
    }

    /** {@return the agent's pid, as its node counts} */
    long pid() throws IOException {
        return Json.read(Files.readString(ready())).path("pid").asLong();
    }

    /** Sends the agent a signal. */
    void signal(String signal) throws IOException, InterruptedException {
        int status =
                new ProcessBuilder(inside("kill", "-" + signal, Long.toString(pid())))
                        .inheritIO()
                        .start()
                        .waitFor();
        if (status != 0) {
            throw new IllegalStateException("kill -%s: %d".formatted(signal, status));
        }
        Process outside = agent;
        if (signal.equals("CONT") && outside != null) {
            // It has stopped with the process for which it waits.
            List<String> line = List.of("kill", "-CONT", Long.toString(outside.pid()));
            int _ = new ProcessBuilder(line).inheritIO().start().waitFor();
        }
    }

    /** Waits for the end of the agent that was started last. */
    int awaitEnd() throws InterruptedException {
        Process process = agent;
        if (process == null || !process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new BeamletException(
                    ErrorCode.INTERNAL_ERROR, "no agent has ended on " + name, "see its log");
        }
        return process.exitValue();
    }
}
