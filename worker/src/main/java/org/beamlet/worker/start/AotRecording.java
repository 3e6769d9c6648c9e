package org.beamlet.worker.start;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A training in a process of its own, which ends by itself; a second one makes the cache of what
 * the first has noted.
 *
 * @param java the program with its options
 * @param main class and arguments
 * @param environment all that the process gets
 */
public record AotRecording(
        List<String> java,
        String classPath,
        List<String> main,
        Map<String, String> environment,
        Work work)
        implements AotTraining {
    private static final long LIMIT_S = 120;

    /** What the process is told on its standard input. */
    @FunctionalInterface
    public interface Work {
        /** Nothing. */
        Work NONE = _ -> true;

        /** {@return whether it lived long enough to be told} */
        boolean tell(OutputStream input);
    }

    public AotRecording {
        java = List.copyOf(java);
        main = List.copyOf(main);
        environment = Map.copyOf(environment);
    }

    @Override
    public boolean run(Path file) throws IOException, InterruptedException {
        Path notes = file.resolveSibling(file.getFileName() + ".notes");
        try {
            return finishes(List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + notes), work)
                    && finishes(
                            List.of(
                                    "-XX:AOTMode=create",
                                    "-XX:AOTConfiguration=" + notes,
                                    "-XX:AOTCache=" + file),
                            Work.NONE)
                    && Files.exists(file);
        } finally {
            Files.deleteIfExists(notes);
        }
    }

    private boolean finishes(List<String> options, Work told)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(java);
        command.addAll(options);
        command.addAll(List.of("-cp", classPath));
        command.addAll(main);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            return told.tell(process.getOutputStream())
                    && process.waitFor(LIMIT_S, TimeUnit.SECONDS)
                    && process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }
}
