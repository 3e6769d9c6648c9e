package org.beamlet.conformance.proxy;

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
import org.beamlet.conformance.stack.Command;
import org.beamlet.conformance.stack.Installation;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * One of the hosts that conformance/peers/proxied pretends.
 *
 * @param pid of the process that holds its network
 */
record Host(String pid) {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** {@return what the peer says of itself} */
    static Properties peer() throws IOException {
        String folder = System.getProperty("beamlet.peer", "");
        Path file = Path.of(folder, "proxied.properties");
        if (folder.isEmpty() || !Files.exists(file)) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "there is no proxy to test with",
                    "run this with conformance/run proxy");
        }
        Properties peer = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            peer.load(in);
        }
        return peer;
    }

    /** Runs a command of Beamlet there. */
    Command beamlet(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        words.add(Installation.HERE.root().resolve("beamlet").toString());
        words.addAll(List.of(arguments));
        return run(environment, words);
    }

    /** {@return whether a connection can be made from there} */
    boolean reaches(String address, int port) throws IOException, InterruptedException {
        String open = "exec 3<>/dev/tcp/%s/%d".formatted(address, port);
        return run(Map.of(), List.of("timeout", "3", "bash", "-c", open)).exit() == 0;
    }

    private Command run(Map<String, String> environment, List<String> words)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("nsenter", "--net", "--mount"));
        line.addAll(List.of("--target", pid, "--"));
        line.addAll(words);
        Path out = Files.createTempFile("proxied", ".out");
        Path err = Files.createTempFile("proxied", ".err");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(line)
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile());
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
}
