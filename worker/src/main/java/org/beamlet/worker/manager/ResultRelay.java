package org.beamlet.worker.manager;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.beamlet.node.wire.ArtifactRefusal;
import org.beamlet.node.wire.Failure;
import org.beamlet.node.wire.FromManager;
import org.beamlet.node.wire.HeldTask;
import org.beamlet.node.wire.ResultAnswer;
import org.beamlet.node.wire.ResultHead;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.payload.ResultReference;
import org.jspecify.annotations.Nullable;

/**
 * Brings results that are too large for a message to the agent, before it tells that their tasks
 * have ended. They lie in files of this node until the agent has journaled that.
 */
final class ResultRelay {
    private static final Logger LOG = System.getLogger(ResultRelay.class.getName());

    /** Results that are sent at once. */
    private static final int AT_ONCE = 2;

    /** Before an agent without room, or one that did not answer, is asked again. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private static final String START = ResultReference.METHOD + "\n";

    private final HeldTasks held;
    private final Path shared;
    private final Path own;
    private final Duration pause;
    private final Semaphore turns = new Semaphore(AT_ONCE, true);
    private final Map<HeldTask, AgentSession> underWay = new ConcurrentHashMap<>();
    private final Map<HeldTask, Path> files = new ConcurrentHashMap<>();

    /**
     * Makes one that has nothing to do.
     *
     * @param shared folder of the block, where agents of earlier versions look
     * @param own folder of this node, below which workers may have put results, and nobody else
     */
    ResultRelay(HeldTasks held, Path shared, Path own) {
        this(held, shared, own, PAUSE);
    }

    ResultRelay(HeldTasks held, Path shared, Path own, Duration pause) {
        this.held = held;
        this.shared = shared;
        this.own = own;
        this.pause = pause;
    }

    /** {@return whether what is to be told stands for a file} */
    static boolean concerns(FromManager report) {
        return report.hasFinished() && report.getFinished().getResult().startsWith(START);
    }

    /** Brings the file and tells the report over one stream, and returns at once. */
    @SuppressWarnings("ReferenceEquality") // Another stream may be to another agent.
    void tell(HeldTask task, FromManager report, AgentSession session) {
        if (underWay.put(task, session) != session) {
            Thread _ =
                    Thread.startVirtualThread(() -> {
                        try {
                            tellNow(task, report, session);
                        } catch (InterruptedException _) {
                            Thread.currentThread().interrupt();
                        } finally {
                            underWay.remove(task, session);
                        }
                    });
        }
    }

    /** The agent has the result and its report: the file goes. */
    void forget(HeldTask task) {
        Path file = files.remove(task);
        if (file != null) {
            Thread _ =
                    Thread.startVirtualThread(() -> {
                        try {
                            Files.deleteIfExists(file);
                        } catch (IOException e) {
                            LOG.log(Level.WARNING, "file={0} remains: {1}", file, e);
                        }
                    });
        }
    }

    private void tellNow(HeldTask task, FromManager report, AgentSession session)
            throws InterruptedException {
        FromManager said;
        try {
            ResultReference reference =
                    ResultReference.parse(report.getFinished().getResult()).orElseThrow();
            Path file = own(reference);
            if (session.takesResults()) {
                files.put(task, file);
                said = brought(task, report, reference, file, session);
            } else {
                files.remove(task);
                said = with(report, inShared(reference, file).text());
                held.report(task, said);
            }
        } catch (BeamletException e) {
            said = failed(report, e.code().name(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            BeamletException gone = unreadable(report, e);
            said = failed(report, gone.code().name(), String.valueOf(gone.getMessage()));
        }
        if (said != null) {
            boolean _ = session.send(said);
        }
    }

    /** {@return what to tell; null where this stream has ended before, or nobody wants it} */
    private @Nullable FromManager brought(
            HeldTask task,
            FromManager report,
            ResultReference reference,
            Path file,
            AgentSession session)
            throws IOException, InterruptedException {
        ResultHead head =
                ResultHead.newBuilder()
                        .setTaskId(task.getTaskId())
                        .setAttempt(task.getAttempt())
                        .setSize(reference.size())
                        .setSha256(reference.sha256())
                        .build();
        while (session.alive() && held.has(task)) {
            try {
                ResultAnswer answer = deliver(head, file, session);
                if (answer.hasRefusal()) {
                    ArtifactRefusal refusal = answer.getRefusal();
                    return failed(
                            report,
                            refusal.getCode(),
                            "%s: %s; %s"
                                    .formatted(
                                            refusal.getCode(),
                                            refusal.getWhat(),
                                            refusal.getRemedy()));
                }
                return with(report, reference.sent().text());
            } catch (StatusRuntimeException e) {
                LOG.log(
                        Level.WARNING,
                        "task={0} result of {1} bytes waits on this node: {2}",
                        task.getTaskId(),
                        reference.size(),
                        e.getMessage());
            }
            session.awaitOver(pause);
        }
        return null;
    }

    private ResultAnswer deliver(ResultHead head, Path file, AgentSession session)
            throws IOException, InterruptedException {
        turns.acquire();
        try {
            return session.deliver(head, file);
        } finally {
            turns.release();
        }
    }

    /** What a worker says is not to make the manager send any other file. */
    private Path own(ResultReference reference) throws IOException {
        Path real = path(String.valueOf(reference.file())).toRealPath();
        if (real.startsWith(own.toRealPath()) || within(real, shared)) {
            return real;
        }
        throw new IOException(real + " is not in a folder of the node's workers");
    }

    private static Path path(String file) throws IOException {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new IOException(e);
        }
    }

    private static boolean within(Path real, Path folder) throws IOException {
        return Files.isDirectory(folder) && real.startsWith(folder.toRealPath());
    }

    /** Puts it where an agent that takes no results reads it. */
    private ResultReference inShared(ResultReference reference, Path file)
            throws InterruptedException {
        turns.acquire();
        try {
            if (within(file, shared)) {
                return reference;
            }
            Path there =
                    Files.createDirectories(shared).resolve(file.getFileName()).toAbsolutePath();
            Path part = there.resolveSibling(there.getFileName() + ".part");
            Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(part, there, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(file);
            return new ResultReference(reference.sha256(), reference.size(), there.toString());
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.DISK_FULL,
                    "the result of %,d bytes cannot be copied to %s: %s"
                            .formatted(reference.size(), shared, e),
                    "free space in the endpoint's working directory, or have the endpoint restarted"
                            + " with the present version, which needs none there",
                    e);
        } finally {
            turns.release();
        }
    }

    private static BeamletException unreadable(FromManager report, IOException e) {
        return new BeamletException(
                ErrorCode.INPUT_NOT_FOUND,
                "the file with the result of task %s cannot be read on its node: %s"
                        .formatted(report.getFinished().getTaskId(), e),
                "see that nothing deletes files of running workers there, and run the task again",
                e);
    }

    private static FromManager with(FromManager report, String result) {
        return report.toBuilder()
                .setFinished(report.getFinished().toBuilder().setResult(result))
                .build();
    }

    private static FromManager failed(FromManager report, String code, String why) {
        return report.toBuilder()
                .setFinished(
                        report.getFinished().toBuilder()
                                .setFailure(
                                        Failure.newBuilder()
                                                .setCode(code)
                                                .setUserMessage(why)
                                                .setTrace(why)))
                .build();
    }
}
