package org.beamlet.conformance.stack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * A host that a peer pretends by namespaces.
 *
 * @param entry words before those of a command that is to run there
 */
public record Host(List<String> entry) {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** Keeps a list of its own. */
    public Host {
        entry = List.copyOf(entry);
    }

    /**
     * {@return a host that shares all but its network and mounts with this one}
     *
     * @param pid of the process that holds them
     */
    public static Host of(String pid) {
        return new Host(List.of("nsenter", "--net", "--mount", "--target", pid, "--"));
    }

    /**
     * {@return what the suite's peer says of itself}
     *
     * @param suite that starts it
     * @param fileName of what it says, in the peer's folder
     */
    public static Properties peer(String suite, String fileName) throws IOException {
        String folder = System.getProperty("beamlet.peer", "");
        Path file = Path.of(folder, fileName);
        if (folder.isEmpty() || !Files.exists(file)) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "there is no peer to test with",
                    "run this with conformance/run " + suite);
        }
        Properties peer = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            peer.load(in);
        }
        return peer;
    }

    /** Runs a command of this checkout's Beamlet there. */
    public Command beamlet(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        words.add(Installation.HERE.root().resolve("beamlet").toString());
        words.addAll(List.of(arguments));
        return run(environment, words);
    }

    /** {@return whether a connection can be made from there} */
    public boolean reaches(String address, int port) throws IOException, InterruptedException {
        String open = "exec 3<>/dev/tcp/%s/%d".formatted(address, port);
        return run(Map.of(), List.of("timeout", "3", "bash", "-c", open)).exit() == 0;
    }

    /** Starts a command there; it reads what the caller writes to it. */
    public Process start(List<String> words) throws IOException {
        return builder(words).redirectErrorStream(true).start();
    }

    /** Runs a command there to its end. */
    public Command run(Map<String, String> environment, List<String> words)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("host", ".out");
        Path err = Files.createTempFile("host", ".err");
        try {
            ProcessBuilder builder =
                    builder(words).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.matches("(?i).*_proxy"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new BeamletException(
                        ErrorCode.COMMAND_FAILED,
                        "%s does not end".formatted(words),
                        "it said: " + Files.readString(err));
            }
            return new Command(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private ProcessBuilder builder(List<String> words) {
        List<String> line = new ArrayList<>(entry);
        line.addAll(words);
        return new ProcessBuilder(line);
    }
}
