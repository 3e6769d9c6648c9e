package org.beamlet.worker.manager;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Objects;
import org.beamlet.node.wire.Failure;
import org.beamlet.node.wire.FromManager;
import org.beamlet.node.wire.HeldTask;
import org.beamlet.node.wire.TaskFinished;
import org.beamlet.node.wire.TaskLost;
import org.beamlet.node.wire.TaskOutput;
import org.beamlet.node.wire.TaskPartial;
import org.beamlet.node.wire.TaskProgress;
import org.beamlet.node.wire.TaskStarted;
import org.beamlet.node.wire.TouchedPath;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.task.TouchedPaths;
import org.beamlet.worker.task.TaskOutcome;

/** What the agent is told of a task. */
final class Reports {
    private Reports() {}

    static FromManager started(HeldTask task, String worker, long atNs) {
        return FromManager.newBuilder()
                .setStarted(
                        TaskStarted.newBuilder()
                                .setTaskId(task.getTaskId())
                                .setAttempt(task.getAttempt())
                                .setWorker(worker)
                                .setAtNs(atNs))
                .build();
    }

    static FromManager progress(HeldTask task, double fraction, String what) {
        return FromManager.newBuilder()
                .setProgress(
                        TaskProgress.newBuilder()
                                .setTaskId(task.getTaskId())
                                .setAttempt(task.getAttempt())
                                .setFraction(fraction)
                                .setWhat(what))
                .build();
    }

    static FromManager partial(HeldTask task, long seq, JsonNode value) {
        return FromManager.newBuilder()
                .setPartial(
                        TaskPartial.newBuilder()
                                .setTaskId(task.getTaskId())
                                .setAttempt(task.getAttempt())
                                .setSeq(seq)
                                .setValue(ByteString.copyFrom(Json.writeBytes(value))))
                .build();
    }

    static FromManager printed(HeldTask task, boolean error, long offset, byte[] text) {
        return FromManager.newBuilder()
                .setOutput(
                        TaskOutput.newBuilder()
                                .setTaskId(task.getTaskId())
                                .setAttempt(task.getAttempt())
                                .setStream(
                                        error ? TaskOutput.Stream.STDERR : TaskOutput.Stream.STDOUT)
                                .setOffset(offset)
                                .setText(ByteString.copyFrom(text)))
                .build();
    }

    static FromManager over(HeldTask task, String worker, TaskOutcome outcome) {
        FromManager.Builder report = FromManager.newBuilder();
        if (outcome instanceof TaskOutcome.Succeeded success) {
            report.setFinished(finished(task, worker, success).setResult(success.result()));
        } else if (outcome instanceof TaskOutcome.Failed failed) {
            report.setFinished(finished(task, worker, failed).setFailure(failure(failed)));
        } else {
            report.setLost(lost(task, (TaskOutcome.Lost) outcome));
        }
        return report.build();
    }

    private static TaskFinished.Builder finished(
            HeldTask task, String worker, TaskOutcome.Finished outcome) {
        return TaskFinished.newBuilder()
                .setTaskId(task.getTaskId())
                .setAttempt(task.getAttempt())
                .setWorker(worker)
                .setStartedAtNs(outcome.startedAtNs())
                .setEndedAtNs(outcome.endedAtNs())
                .addAllPaths(paths(outcome.paths()))
                .setPathsLeftOut(outcome.paths().leftOut());
    }

    private static List<TouchedPath> paths(TouchedPaths all) {
        return all.list().stream()
                .map(one ->
                        TouchedPath.newBuilder()
                                .setArgument(one.argument())
                                .setGiven(one.given())
                                .setResolved(Objects.requireNonNullElse(one.resolved(), ""))
                                .setRefused(one.refused())
                                .build())
                .toList();
    }

    private static Failure.Builder failure(TaskOutcome.Failed failed) {
        return Failure.newBuilder()
                .setCode(failed.code())
                .setUserMessage(failed.userMessage())
                .setTrace(failed.trace());
    }

    private static TaskLost.Builder lost(HeldTask task, TaskOutcome.Lost lost) {
        return TaskLost.newBuilder()
                .setTaskId(task.getTaskId())
                .setAttempt(task.getAttempt())
                .setWorker(lost.worker())
                .setHow(lost.how())
                .setLogTail(lost.logTail());
    }
}
