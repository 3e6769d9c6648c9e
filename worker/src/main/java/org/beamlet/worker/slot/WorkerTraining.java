package org.beamlet.worker.slot;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.task.TaskTerms;
import org.beamlet.worker.frame.FrameWriter;
import org.beamlet.worker.frame.ToWorker;
import org.beamlet.worker.start.AotRecording;
import org.beamlet.worker.start.KeptVariables;

/** A worker that runs one task, which writes to its log and tells its progress, for its cache. */
final class WorkerTraining {
    private WorkerTraining() {}

    static AotRecording of(List<String> java, String classPath) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment
                .keySet()
                .retainAll(WorkerEnvironment.of(System.getenv(), 0, "0", false).keySet());
        environment.keySet().removeAll(KeptVariables.NAMES);
        return new AotRecording(
                java, classPath, List.of(WorkerCommand.MAIN), environment, WorkerTraining::oneTask);
    }

    private static boolean oneTask(OutputStream worker) {
        String task =
                new FunctionCode("diagnostics.sleep", "1.0.0").packed()
                        + Payloads.pack("11\n[]", "11\n{\"seconds\":0.001}");
        FrameWriter frames = new FrameWriter(worker);
        try {
            TaskTerms terms = TaskTerms.NONE.tellingPaths(true);
            frames.write(new ToWorker.Run("training", 1, "training", task, List.of(), null, terms));
            frames.write(new ToWorker.Stop());
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
