package org.beamlet.conformance.users;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.beamlet.conformance.stack.Command;
import org.beamlet.conformance.stack.Installation;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** The accounts that {@code conformance/peers/users} has made. */
record UsersPeer(Path base, Installation installation, String alice, String bob, String worker) {
    static UsersPeer here() throws IOException {
        String folder = System.getProperty("beamlet.peer", "");
        Properties all = new Properties();
        if (folder.isEmpty()) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "there are no accounts to test with",
                    "run this with conformance/run users");
        }
        try (Reader in = Files.newBufferedReader(Path.of(folder, "peer.properties"))) {
            all.load(in);
        }
        return new UsersPeer(
                Path.of(word(all, "base")),
                new Installation(Path.of(word(all, "beamlet"))),
                word(all, "alice"),
                word(all, "bob"),
                word(all, "worker"));
    }

    private static String word(Properties all, String key) {
        return Objects.requireNonNull(all.getProperty(key), key);
    }

    Path home(String account) {
        return base.resolve("home").resolve(account);
    }

    /** {@return the file in which the agent that runs as an account writes down what it does} */
    Path audit(String account) throws IOException {
        return base.resolve("audit-" + uid(account)).resolve("audit.jsonl");
    }

    int uid(String account) throws IOException {
        return (Integer) Files.getAttribute(home(account), "unix:uid");
    }

    /** Runs a shell's text as an account that has given up everything else. */
    Command as(String account, String script) throws IOException, InterruptedException {
        String uid = Integer.toString(uid(account));
        return run(
                List.of(
                        "setpriv",
                        "--reuid",
                        uid,
                        "--regid",
                        uid,
                        "--clear-groups",
                        "/bin/sh",
                        "-c",
                        script));
    }

    static Command root(String script) throws IOException, InterruptedException {
        return run(List.of("/bin/sh", "-c", script));
    }

    private static Command run(List<String> line) throws IOException, InterruptedException {
        Path out = Files.createTempFile("users", ".out");
        Path err = Files.createTempFile("users", ".err");
        try {
            Process process =
                    new ProcessBuilder(new ArrayList<>(line))
                            .directory(Path.of("/").toFile())
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            int exit = process.waitFor();
            return new Command(exit, Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** {@return the processes that run as an account, by pid} */
    List<Path> processes(String account) throws IOException {
        int uid = uid(account);
        List<Path> all = new ArrayList<>();
        for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
            Path entry = Path.of("/proc", Long.toString(process.pid()));
            try {
                if (Integer.valueOf(uid).equals(Files.getAttribute(entry, "unix:uid"))) {
                    all.add(entry);
                }
            } catch (IOException _) {
                // It has just ended.
            }
        }
        return all;
    }
}
