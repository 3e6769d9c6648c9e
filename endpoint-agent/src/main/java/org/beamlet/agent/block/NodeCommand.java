package org.beamlet.agent.block;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.providers.launcher.ShellWord;

/**
 * Shell text that starts a node manager.
 *
 * @param java the program
 * @param classPath of the worker
 */
public record NodeCommand(Path java, String classPath) {
    private static final List<String> OPTIONS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-Xms16m",
                    "-Xmx512m",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

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

    public String shell(Path blockFile) {
        List<String> words = new ArrayList<>();
        words.add(java.toString());
        words.addAll(OPTIONS);
        words.add("-cp");
        words.add(classPath);
        words.add("org.beamlet.worker.manager.NodeManagerMain");
        words.add("--block-file");
        words.add(blockFile.toString());
        return "exec " + words.stream().map(ShellWord::of).collect(Collectors.joining(" "));
    }
}
