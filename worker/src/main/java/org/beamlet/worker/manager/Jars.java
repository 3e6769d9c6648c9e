package org.beamlet.worker.manager;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;
import org.beamlet.node.wire.ArtifactPart;
import org.beamlet.node.wire.ArtifactRefusal;
import org.beamlet.node.wire.ArtifactRequest;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.UserFunction;
import org.beamlet.protocol.task.TaskTerms;
import org.beamlet.worker.artifact.ArtifactCache;

/** The JARs of functions on this node that are not installed, each fetched from the agent once. */
final class Jars {
    /** Bytes that stay for later tasks. */
    private static final long KEPT = 2L * 1024 * 1024 * 1024;

    /** How long an agent or a service may be away before the task is told. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final String BUNDLE = "\"bundle\"";

    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final ArtifactCache cache;
    private final Asked agent;

    /** The agent's end of the link. */
    @FunctionalInterface
    interface Asked {
        /** {@return the parts, as they come; empty while there is no stream} */
        Optional<Iterator<ArtifactPart>> ask(ArtifactRequest request);
    }

    Jars(Path folder, Asked agent) {
        this.cache = new ArtifactCache(folder, KEPT);
        this.agent = agent;
    }

    /**
     * {@return the JAR that a task needs, if it needs one}
     *
     * @throws BeamletException with code PAYLOAD_INVALID
     */
    static Optional<Needed> neededBy(String taskBuffer, String terms) {
        String function = Payloads.first(taskBuffer);
        if (terms.contains(BUNDLE) && FunctionCode.parse(function).isPresent()) {
            // The agent leaves it there only if its installation does not have the function.
            return Optional.ofNullable(TaskTerms.parse(terms).bundle())
                    .filter(TaskTerms.Bundle::sound)
                    .map(bundle -> new Needed(bundle.sha256(), bundle.size()));
        }
        return UserFunction.parse(function)
                .filter(UserFunction.Jar.class::isInstance)
                .map(UserFunction.Jar.class::cast)
                .map(jar -> new Needed(jar.sha256(), jar.size()));
    }

    /**
     * What a task's function is loaded from: a user's JAR, or a bundle of the catalog.
     *
     * @param size in bytes
     */
    record Needed(String sha256, long size) {}

    /**
     * {@return where the JAR lies}
     *
     * @throws BeamletException where it cannot be had
     */
    Path get(Needed jar, String taskId) {
        long began = System.nanoTime();
        while (true) {
            try {
                return cache.get(jar.sha256(), out -> copy(jar, taskId, out));
            } catch (BeamletException e) {
                boolean again = System.nanoTime() - began < PATIENCE.toNanos();
                if (e.code() != ErrorCode.SERVICE_UNREACHABLE || !again) {
                    throw e;
                }
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw away(jar, "interrupted", e);
            }
        }
    }

    private void copy(Needed jar, String taskId, OutputStream out) throws IOException {
        ArtifactRequest request =
                ArtifactRequest.newBuilder().setSha256(jar.sha256()).setTaskId(taskId).build();
        try {
            Iterator<ArtifactPart> parts =
                    agent.ask(request)
                            .orElseThrow(() -> away(jar, "no agent", new IOException("no stream")));
            long bytes = 0;
            while (parts.hasNext()) {
                ArtifactPart part = parts.next();
                if (part.hasRefusal()) {
                    throw refused(part.getRefusal());
                }
                bytes += part.getData().size();
                if (bytes > jar.size()) {
                    throw new BeamletException(
                            ErrorCode.INPUT_INVALID,
                            "more than the %,d bytes of JAR %s came"
                                    .formatted(jar.size(), jar.sha256()),
                            "register the function again");
                }
                part.getData().writeTo(out);
            }
        } catch (StatusRuntimeException e) {
            throw failed(jar, e);
        }
    }

    private static BeamletException failed(Needed jar, StatusRuntimeException e) {
        return e.getStatus().getCode() == Status.Code.UNIMPLEMENTED
                ? new BeamletException(
                        ErrorCode.INSTALLATION_INCOMPLETE,
                        "the endpoint's agent is of an earlier version and has no JARs to give",
                        "have the endpoint restarted with the present version",
                        e)
                : away(jar, String.valueOf(e.getMessage()), e);
    }

    private static BeamletException away(Needed jar, String why, Exception e) {
        return new BeamletException(
                ErrorCode.SERVICE_UNREACHABLE,
                "the JAR %s of the function did not come from the endpoint's agent: %s"
                        .formatted(jar.sha256(), why),
                "see the agent's log, and submit the task again",
                e);
    }

    private static BeamletException refused(ArtifactRefusal refusal) {
        ErrorCode code =
                Stream.of(ErrorCode.values())
                        .filter(one -> one.name().equals(refusal.getCode()))
                        .findFirst()
                        .orElse(ErrorCode.INTERNAL_ERROR);
        return new BeamletException(code, refusal.getWhat(), refusal.getRemedy());
    }
}
