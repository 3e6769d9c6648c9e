package org.beamlet.worker.slot;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.worker.frame.FrameWriter;
import org.beamlet.worker.frame.ToWorker;

/** Has a worker of its own run one task, and the JVM write down what that needed. */
record AotTraining(List<String> java, String classPath) {
    private static final long LIMIT_S = 120;

    /** Whether the cache was written to {@code file}. */
    boolean run(Path file) throws IOException, InterruptedException {
        Path notes = file.resolveSibling(file.getFileName() + ".notes");
        try {
            return finishes(List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + notes), true)
                    && finishes(
                            List.of(
                                    "-XX:AOTMode=create",
                                    "-XX:AOTConfiguration=" + notes,
                                    "-XX:AOTCache=" + file),
                            false)
                    && Files.exists(file);
        } finally {
            Files.deleteIfExists(notes);
        }
    }

    private boolean finishes(List<String> options, boolean work)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(java);
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, WorkerCommand.MAIN));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        environment
                .keySet()
                .retainAll(WorkerEnvironment.of(System.getenv(), 0, "0", false).keySet());
        Process process = builder.start();
        try {
            return (!work || takesWork(process.getOutputStream()))
                    && process.waitFor(LIMIT_S, TimeUnit.SECONDS)
                    && process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Whether the worker lived long enough to be told what to do. */
    private static boolean takesWork(OutputStream worker) {
        String task =
                new FunctionCode("diagnostics.noop", "1.0.0").packed()
                        + Payloads.pack("11\n[]", "11\n{\"echo\":1}");
        FrameWriter frames = new FrameWriter(worker);
        try {
            frames.write(new ToWorker.Run("training", 1, "training", task, List.of(), null, null));
            frames.write(new ToWorker.Stop());
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
