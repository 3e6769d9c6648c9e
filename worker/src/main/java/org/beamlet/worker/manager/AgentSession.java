package org.beamlet.worker.manager;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.beamlet.node.wire.ArtifactPart;
import org.beamlet.node.wire.ArtifactRequest;
import org.beamlet.node.wire.FromManager;
import org.beamlet.node.wire.Hello;
import org.beamlet.node.wire.NodeLinkGrpc;
import org.beamlet.node.wire.ResultAnswer;
import org.beamlet.node.wire.ResultHead;
import org.beamlet.node.wire.ToManager;
import org.beamlet.node.wire.Welcome;
import org.jspecify.annotations.Nullable;

/** One stream to the agent, from Hello until it breaks or is given up. */
final class AgentSession implements StreamObserver<ToManager> {
    private static final Duration FETCH_LIMIT = Duration.ofMinutes(15);

    private final Consumer<ToManager> listener;
    private final StreamObserver<FromManager> out;
    private final Mailbag bag;
    private final ManagedChannel channel;
    private final CountDownLatch welcomed = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile long heardAt = System.nanoTime();
    private volatile @Nullable Welcome welcome;
    private volatile Status status = Status.OK;

    // The call may answer while its constructor is still at work; every field is set before it.
    @SuppressWarnings("this-escape")
    private AgentSession(ManagedChannel channel, Consumer<ToManager> listener) {
        this.listener = listener;
        this.bag = new Mailbag(this::put);
        this.channel = channel;
        this.out = NodeLinkGrpc.newStub(channel).session(this);
    }

    static AgentSession open(ManagedChannel channel, Hello hello, Consumer<ToManager> listener) {
        AgentSession session = new AgentSession(channel, listener);
        session.put(FromManager.newBuilder().setHello(hello).build());
        return session;
    }

    /** Waits for the agent's answer to Hello; empty if none comes or the stream breaks. */
    Optional<Welcome> awaitWelcome(Duration limit) throws InterruptedException {
        return welcomed.await(limit.toMillis(), TimeUnit.MILLISECONDS)
                ? Optional.ofNullable(welcome)
                : Optional.empty();
    }

    /** Whether the stream came to its end within the limit. */
    boolean awaitOver(Duration limit) throws InterruptedException {
        return over.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heardAt);
    }

    /** How the stream ended, as far as it has. */
    Status status() {
        return status;
    }

    /** Why there is no more of it, in one line: it ended, or it is still there and was silent. */
    String why() {
        Throwable cause = status.getCause();
        String text = status.getDescription();
        return status.isOk()
                ? "silent"
                : status.getCode()
                        + (text == null ? "" : ": " + text)
                        + (cause == null ? "" : ": " + cause.getMessage());
    }

    /** Whether the message goes on its way; it may still be lost with the stream. */
    boolean send(FromManager message) {
        if (over.getCount() == 0) {
            return false;
        }
        bag.add(message);
        return true;
    }

    private synchronized boolean put(FromManager message) {
        if (over.getCount() == 0) {
            return false;
        }
        try {
            out.onNext(message);
            return true;
        } catch (IllegalStateException _) {
            // Ended between the question and the message; onError follows.
            return false;
        }
    }

    /** Whether the agent has read what it was sent, as far as one can tell. */
    boolean ready() {
        return over.getCount() > 0
                && out instanceof ClientCallStreamObserver<FromManager> call
                && call.isReady();
    }

    /** {@return the parts of a file, as they come; it ends with an error where the stream ends} */
    Iterator<ArtifactPart> fetch(ArtifactRequest request) {
        return NodeLinkGrpc.newBlockingStub(channel)
                .withDeadlineAfter(FETCH_LIMIT.toSeconds(), TimeUnit.SECONDS)
                .fetchArtifact(request);
    }

    /** {@return whether the agent takes large results on this connection} */
    boolean takesResults() {
        Welcome said = welcome;
        return said != null && said.getTakesResults();
    }

    boolean alive() {
        return over.getCount() > 0;
    }

    /**
     * Brings a result, and returns with the agent's last word on it.
     *
     * @throws io.grpc.StatusRuntimeException where there was none
     * @throws IOException where the file cannot be read
     */
    ResultAnswer deliver(ResultHead head, Path file) throws IOException, InterruptedException {
        return new ResultStream().send(NodeLinkGrpc.newStub(channel), head, file);
    }

    /** Says that nothing more will come. */
    void complete() {
        bag.empty();
        completeStream();
    }

    private synchronized void completeStream() {
        try {
            out.onCompleted();
        } catch (IllegalStateException _) {
            // The stream has ended by itself.
        }
    }

    @Override
    public void onNext(ToManager message) {
        heardAt = System.nanoTime();
        if (message.hasWelcome()) {
            welcome = message.getWelcome();
            welcomed.countDown();
        } else {
            listener.accept(message);
        }
    }

    @Override
    public void onError(Throwable thrown) {
        end(Status.fromThrowable(thrown));
    }

    @Override
    public void onCompleted() {
        end(Status.UNAVAILABLE.withDescription("the agent closed the stream"));
    }

    private void end(Status how) {
        status = how;
        over.countDown();
        welcomed.countDown();
    }
}
