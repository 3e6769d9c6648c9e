package org.beamlet.conformance.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.beamlet.conformance.stack.Command;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * An archive that was unpacked somewhere.
 *
 * @param root the folder of its name
 */
record Unpacked(Path root) {
    private static final long LIMIT_MIN = 10;
    private static final String MADE = "beamlet.bundle";

    /** {@return what the suite has made, in the folder of this name} */
    static Path archive(String made, String ending) throws IOException {
        String folder = System.getProperty(MADE, "");
        if (folder.isEmpty()) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "there is no archive to test",
                    "run this with conformance/run bundle");
        }
        try (Stream<Path> files = Files.list(Path.of(folder, made))) {
            return files.filter(file -> file.toString().endsWith(ending)).findAny().orElseThrow();
        }
    }

    /** Unpacks as somebody whose files others cannot read by default. */
    static Unpacked of(Path archive, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Command tar =
                run(
                        folder,
                        List.of(
                                "sh",
                                "-c",
                                "umask 077 && exec tar --same-permissions -xf \"$0\"",
                                archive.toString()));
        if (tar.exit() != 0) {
            throw new AssertionError(tar.err());
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return new Unpacked(inside.findAny().orElseThrow());
        }
    }

    /** Runs its `beamlet` as it lies, with the tools of this machine. */
    Command beamlet(String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(root.resolve("bin/beamlet").toString()));
        line.addAll(List.of(arguments));
        return run(root, line);
    }

    /** Runs a command where there is nothing else; see conformance/peers/sealed. */
    Command sealed(Path home, String... words) throws IOException, InterruptedException {
        Path sealed = Path.of(System.getProperty("beamlet.conformance"), "peers/sealed");
        List<String> line =
                new ArrayList<>(List.of(sealed.toString(), root.toString(), home.toString()));
        line.addAll(List.of(words));
        return run(home, line);
    }

    private static Command run(Path folder, List<String> line)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("bundle", ".out");
        Path err = Files.createTempFile("bundle", ".err");
        try {
            Process process =
                    new ProcessBuilder(line)
                            .directory(folder.toFile())
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            if (!process.waitFor(LIMIT_MIN, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError(line + " did not end: " + Files.readString(err));
            }
            return new Command(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
