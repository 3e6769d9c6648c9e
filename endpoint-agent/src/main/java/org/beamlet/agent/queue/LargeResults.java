package org.beamlet.agent.queue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.spool.ResultSpool;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.error.ErrorKind;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.payload.ResultReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Sends results that lie in files to the service's object store before their outcome is told. */
final class LargeResults {
    private static final Logger LOG = Logger.getLogger(LargeResults.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** As it stands in the JSON of an outcome; whatever else holds it is looked at in vain. */
    private static final String MARK = "\"" + ResultReference.METHOD + "\\n{";

    private final Registrar registrar;
    private final ResultSpool spool;
    private final Path folder;

    /**
     * Makes one that has nothing to do.
     *
     * @param spool of results that node managers brought
     * @param folder under which workers of earlier versions may have put results, and nobody else's
     *     files
     */
    LargeResults(Registrar registrar, ResultSpool spool, Path folder) {
        this.registrar = registrar;
        this.spool = spool;
        this.folder = folder;
    }

    /** {@return whether the framed outcome may stand for a file} */
    static boolean mayHaveFile(String message) {
        return message.contains(MARK);
    }

    /**
     * Sends the file, however long the service is away.
     *
     * @return the outcome to tell, framed
     */
    String send(TaskId id, String message) throws InterruptedException {
        Message.Result result =
                (Message.Result) MessageCodec.decode(message.getBytes(StandardCharsets.UTF_8));
        Optional<ResultReference> reference = ResultReference.parse(result.data());
        if (result.errorDetails() != null || reference.isEmpty()) {
            return message;
        }
        String file = reference.get().file();
        if (file == null) {
            return message;
        }
        while (true) {
            try {
                registrar.putArtifact(reference.get().sha256(), id, own(id, file));
                return framed(result, reference.get().sent().text(), null);
            } catch (BeamletException e) {
                LOG.warnf("task=%s result of %d bytes: %s", id, reference.get().size(), e.what());
                if (e.kind() == ErrorKind.USER) {
                    return framed(result, e.code() + ": " + e.getMessage(), e);
                }
            }
            Thread.sleep(PAUSE);
        }
    }

    /** What a worker says is not to make the agent send any other file. */
    private Path own(TaskId id, String file) {
        Optional<Path> brought = spool.find(id, file);
        if (brought.isPresent()) {
            return brought.get();
        }
        try {
            Path real = Path.of(file).toRealPath();
            if (real.startsWith(folder.toRealPath())) {
                return real;
            }
            throw gone(file, "it lies elsewhere", null);
        } catch (IOException e) {
            throw gone(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static BeamletException gone(String file, String why, @Nullable Throwable cause) {
        return new BeamletException(
                ErrorCode.INPUT_NOT_FOUND,
                "the file %s with the result cannot be sent: %s".formatted(file, why),
                "see that the endpoint's working directory is the same on all nodes, and run the"
                        + " task again",
                cause);
    }

    private static String framed(Message.Result result, String data, @Nullable BeamletException e) {
        Message.ErrorDetails error =
                e == null
                        ? null
                        : new Message.ErrorDetails(e.code().name(), String.valueOf(e.getMessage()));
        return new String(
                MessageCodec.encode(
                        new Message.Result(
                                result.taskId(), data, null, error, result.taskStatuses())),
                StandardCharsets.UTF_8);
    }

    /** Deletes what there is of a task whose outcome nobody will ask this agent for. */
    void forget(TaskId id, int attempt, String message) {
        if (spool.holds(id)) {
            Thread.startVirtualThread(() -> spool.forget(id, attempt));
        } else if (mayHaveFile(message)) {
            Thread.startVirtualThread(() -> forgetShared(id));
        }
    }

    /** The same of one that nobody wants. */
    void drop(TaskId id) {
        spool.forget(id, Integer.MAX_VALUE);
    }

    /** It may be gone already. */
    private void forgetShared(TaskId id) {
        try (var files = Files.find(folder, 4, (file, _) -> isOf(id, file))) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.debugf("task=%s file of its result remains: %s", id, e.getMessage());
        }
    }

    private static boolean isOf(TaskId id, Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(id.toString()) && name.endsWith(".result");
    }
}
