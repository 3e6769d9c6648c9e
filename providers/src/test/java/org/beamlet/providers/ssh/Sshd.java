package org.beamlet.providers.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.beamlet.providers.command.CommandResult;
import org.beamlet.providers.command.ProcessCommandRunner;

/** A real OpenSSH server on loopback; see conformance/peers/sshd. */
record Sshd(Path folder) implements AutoCloseable {
    private static final Path SCRIPT = Path.of("../conformance/peers/sshd").toAbsolutePath();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** {@return whether there is one on this machine} */
    static boolean installed() {
        return Boolean.getBoolean("beamlet.sshd.required")
                || Files.isExecutable(Path.of("/usr/sbin/sshd"));
    }

    static Sshd start(Path folder) {
        Sshd made = new Sshd(folder);
        made.say("start");
        return made;
    }

    /** Gives one of the script's words. */
    void say(String word, String... more) {
        List<String> words = new ArrayList<>(List.of(SCRIPT.toString(), word, folder.toString()));
        words.addAll(List.of(more));
        require(words);
    }

    static CommandResult require(List<String> words) {
        CommandResult how = new ProcessCommandRunner().run(words, LIMIT);
        if (!how.succeeded()) {
            throw new AssertionError(how.told() + how.stdout());
        }
        return how;
    }

    String told(String key) {
        Properties all = new Properties();
        try (InputStream in = Files.newInputStream(folder.resolve("peer.properties"))) {
            all.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.getProperty(key);
    }

    SshHop hop() {
        return new SshHop(told("user"), told("host"), Integer.parseInt(told("port")));
    }

    Path known() {
        return folder.resolve("known_hosts");
    }

    Path key() {
        return folder.resolve("key");
    }

    /** {@return how often somebody tried to log in} */
    long attempts() {
        return log().lines()
                .filter(line ->
                        line.startsWith("Connection from") || line.contains(" Connection from"))
                .count();
    }

    String log() {
        try {
            return Files.readString(folder.resolve("sshd.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SshSettings settings(Path far) {
        return settings(far, keys(key()), List.of(), Optional.empty());
    }

    static SshKeys keys(Path file) {
        return new SshKeys(List.of(file), Optional.empty(), Optional.empty(), Optional.empty());
    }

    SshSettings settings(Path far, SshKeys keys, List<SshHop> jumps, Optional<Path> control) {
        return new SshSettings(
                hop(),
                jumps,
                known(),
                keys,
                false,
                control,
                Map.of(),
                far,
                "",
                "java",
                new SshSettings.Timing(Duration.ofSeconds(30), Duration.ofSeconds(20)));
    }

    @Override
    public void close() {
        say("stop");
    }
}
