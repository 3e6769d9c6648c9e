package org.beamlet.worker.manager;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.beamlet.node.wire.NodeLinkGrpc;
import org.beamlet.node.wire.ResultAnswer;
import org.beamlet.node.wire.ResultHead;
import org.beamlet.node.wire.ResultPart;
import org.jspecify.annotations.Nullable;

/** Sends one result to the agent, no faster than that takes it. */
final class ResultStream implements ClientResponseObserver<ResultPart, ResultAnswer> {
    private static final int PIECE = 256 * 1024;
    private static final long LOOK_MS = 1000;

    private @Nullable ClientCallStreamObserver<ResultPart> call;
    private @Nullable ResultAnswer answer;
    private @Nullable Status end;

    /** {@return the agent's last word} */
    ResultAnswer send(NodeLinkGrpc.NodeLinkStub agent, ResultHead head, Path file)
            throws IOException, InterruptedException {
        try (InputStream in = Files.newInputStream(file)) {
            var _ = agent.deliverResult(this);
            put(ResultPart.newBuilder().setHead(head).build());
            ResultAnswer first = awaitAnswer();
            return first.getKind() == ResultAnswer.Kind.PROCEED ? pass(in) : first;
        } finally {
            // Whatever came of it: nothing more is said, and nothing more is heard.
            cancel();
        }
    }

    private ResultAnswer pass(InputStream in) throws IOException, InterruptedException {
        synchronized (this) {
            answer = null;
        }
        byte[] piece = in.readNBytes(PIECE);
        while (piece.length > 0 && awaitReady()) {
            put(ResultPart.newBuilder().setData(ByteString.copyFrom(piece)).build());
            piece = in.readNBytes(PIECE);
        }
        if (piece.length == 0) {
            complete();
        }
        return awaitAnswer();
    }

    /** {@return false once the agent wants no more} */
    private synchronized boolean awaitReady() throws InterruptedException {
        ClientCallStreamObserver<ResultPart> stream = call;
        while (stream != null && !stream.isReady() && answer == null && end == null) {
            wait(LOOK_MS);
        }
        return answer == null && end == null;
    }

    private synchronized ResultAnswer awaitAnswer() throws InterruptedException {
        while (answer == null && end == null) {
            wait();
        }
        ResultAnswer said = answer;
        if (said == null) {
            Status status = end;
            throw (status == null || status.isOk()
                            ? Status.UNAVAILABLE.withDescription("the agent said nothing")
                            : status)
                    .asRuntimeException();
        }
        return said;
    }

    private void put(ResultPart part) {
        ClientCallStreamObserver<ResultPart> stream = call;
        if (stream != null) {
            try {
                stream.onNext(part);
            } catch (IllegalStateException _) {
                // It has ended; whoever waits for the answer hears how.
            }
        }
    }

    private void complete() {
        ClientCallStreamObserver<ResultPart> stream = call;
        if (stream != null) {
            try {
                stream.onCompleted();
            } catch (IllegalStateException _) {
                // It has ended by itself.
            }
        }
    }

    private void cancel() {
        ClientCallStreamObserver<ResultPart> stream = call;
        boolean over;
        synchronized (this) {
            over = end != null;
        }
        if (stream != null && !over) {
            stream.cancel("done with", null);
        }
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ResultPart> stream) {
        call = stream;
        stream.setOnReadyHandler(this::wake);
    }

    private synchronized void wake() {
        notifyAll();
    }

    @Override
    public synchronized void onNext(ResultAnswer said) {
        answer = said;
        notifyAll();
    }

    @Override
    public synchronized void onError(Throwable why) {
        end = Status.fromThrowable(why);
        notifyAll();
    }

    @Override
    public synchronized void onCompleted() {
        end = Status.OK;
        notifyAll();
    }
}
