package org.beamlet.agent.link;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.beamlet.agent.spool.ResultName;
import org.beamlet.agent.spool.SpoolFile;
import org.beamlet.node.wire.ArtifactRefusal;
import org.beamlet.node.wire.ResultAnswer;
import org.beamlet.node.wire.ResultHead;
import org.beamlet.node.wire.ResultPart;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorKind;
import org.jboss.logging.Logger;

/**
 * Takes one result from one node manager: asks for the next piece once the last is written, and for
 * the first once it is this result's turn.
 */
final class ResultIntake implements StreamObserver<ResultPart> {
    private static final Logger LOG = Logger.getLogger(ResultIntake.class);

    /** A manager that says nothing for so long gives up its turn. */
    static final Duration SILENCE = Duration.ofMinutes(2);

    /** Results that are written at once. */
    static final int AT_ONCE = 4;

    private static final int MOST_WAITING = 4096;
    private static final long IDLE_S = 30;
    private static final ResultPart END = ResultPart.getDefaultInstance();

    private final ServerCallStreamObserver<ResultAnswer> call;
    private final ResultRules rules;
    private final Executor turns;
    private final Duration silence;
    private final BlockingQueue<ResultPart> came = new LinkedBlockingQueue<>();
    private boolean announced;

    /** Must be made while the call begins: only then can it say how much it wants. */
    ResultIntake(
            ServerCallStreamObserver<ResultAnswer> call,
            ResultRules rules,
            Executor turns,
            Duration silence) {
        this.call = call;
        this.rules = rules;
        this.turns = turns;
        this.silence = silence;
        call.disableAutoRequest();
        call.setOnCancelHandler(() -> came.add(END));
        call.request(1);
    }

    /** {@return threads of which each takes one result; those of the link wait for no disk} */
    static Executor turns() {
        ThreadPoolExecutor turns =
                new ThreadPoolExecutor(
                        AT_ONCE,
                        AT_ONCE,
                        IDLE_S,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(MOST_WAITING),
                        Thread.ofPlatform().daemon().name("result-", 1).factory());
        turns.allowCoreThreadTimeOut(true);
        return turns;
    }

    @Override
    public void onNext(ResultPart part) {
        if (announced) {
            came.add(part);
            return;
        }
        announced = true;
        try {
            ResultName name = rules.name(part.getHead());
            Optional<ResultAnswer.Kind> known = rules.known(name);
            if (known.isPresent()) {
                end(known.get());
            } else {
                turns.execute(() -> take(name, part.getHead()));
            }
        } catch (RejectedExecutionException _) {
            fail("%d results wait already".formatted(MOST_WAITING));
        } catch (BeamletException e) {
            LOG.warnf("task=%s result refused: %s", part.getHead().getTaskId(), e.getMessage());
            refuse(e);
        }
    }

    private void take(ResultName name, ResultHead head) {
        if (call.isCancelled()) {
            return;
        }
        try {
            // It may have come on another stream while this one waited.
            Optional<ResultAnswer.Kind> known = rules.known(name);
            if (known.isPresent()) {
                end(known.get());
            } else if (written(name, head.getSize())) {
                LOG.debugf("task=%s result of %d bytes is here", name.task(), head.getSize());
                end(ResultAnswer.Kind.STORED);
            }
        } catch (BeamletException e) {
            if (e.kind() == ErrorKind.USER) {
                LOG.warnf("task=%s result refused: %s", name.task(), e.getMessage());
                refuse(e);
            } else {
                fail("%s: %s".formatted(e.code(), e.getMessage()));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            fail("the agent ends");
        }
    }

    /** {@return false if the manager went away} */
    private boolean written(ResultName name, long size) throws InterruptedException {
        try (SpoolFile file = rules.spool().begin(name, size)) {
            answer(ResultAnswer.newBuilder().setKind(ResultAnswer.Kind.PROCEED).build());
            while (!file.full()) {
                call.request(1);
                ResultPart part = came.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
                if (part == null) {
                    fail("nothing came for %d s".formatted(silence.toSeconds()));
                    return false;
                }
                if (call.isCancelled()) {
                    return false;
                }
                if (part.getData().isEmpty()) {
                    break;
                }
                for (ByteBuffer piece : part.getData().asReadOnlyByteBufferList()) {
                    file.write(piece);
                }
            }
            file.finish();
            return true;
        }
    }

    private void end(ResultAnswer.Kind kind) {
        last(ResultAnswer.newBuilder().setKind(kind).build());
    }

    private void refuse(BeamletException why) {
        last(
                ResultAnswer.newBuilder()
                        .setRefusal(
                                ArtifactRefusal.newBuilder()
                                        .setCode(why.code().name())
                                        .setWhat(why.what())
                                        .setRemedy(why.remedy()))
                        .build());
    }

    private void last(ResultAnswer answer) {
        if (answer(answer)) {
            try {
                call.onCompleted();
            } catch (IllegalStateException e) {
                LOG.debugf(e, "a node manager went away under the answer");
            }
        }
    }

    /** {@return whether the manager was still there} */
    private boolean answer(ResultAnswer answer) {
        if (call.isCancelled()) {
            return false;
        }
        try {
            call.onNext(answer);
            return true;
        } catch (IllegalStateException e) {
            LOG.debugf(e, "a node manager went away before the answer");
            return false;
        }
    }

    /** The manager may try again. */
    private void fail(String why) {
        if (!call.isCancelled()) {
            call.onError(Status.UNAVAILABLE.withDescription(why).asRuntimeException());
        }
    }

    @Override
    public void onError(Throwable broken) {
        came.add(END);
    }

    @Override
    public void onCompleted() {
        came.add(END);
    }
}
