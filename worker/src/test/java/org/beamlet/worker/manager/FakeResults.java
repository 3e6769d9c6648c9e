package org.beamlet.worker.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.beamlet.node.wire.ArtifactRefusal;
import org.beamlet.node.wire.ResultAnswer;
import org.beamlet.node.wire.ResultHead;
import org.beamlet.node.wire.ResultPart;
import org.beamlet.worker.artifact.Hashes;
import org.jspecify.annotations.Nullable;

/** Plays what the agent does with large results: hears them, and forgets all but their hashes. */
final class FakeResults {
    /** What was announced, each time. */
    final List<ResultHead> heads = new CopyOnWriteArrayList<>();

    /** Hashes of what came whole. */
    final List<String> whole = new CopyOnWriteArrayList<>();

    /** One for each delivery that was asked to go on. */
    final Semaphore begun = new Semaphore(0);

    /** How the next deliveries are answered, if not by taking them. */
    final Queue<Object> answers = new ArrayDeque<>();

    /** Whether a piece is asked for once the one before is there, or when the test says so. */
    volatile boolean slow;

    /** After so many bytes of a delivery it is broken off. */
    volatile long most = Long.MAX_VALUE;

    private final AtomicLong bytes = new AtomicLong();
    private volatile @Nullable Call last;

    /** {@return bytes of all deliveries} */
    long bytes() {
        return bytes.get();
    }

    /** Waits for a delivery that was asked to go on. */
    void awaitBegun() throws InterruptedException {
        assertThat(begun.tryAcquire(2, TimeUnit.MINUTES)).isTrue();
    }

    /** Asks the last delivery for more; from now on each piece for the next one, if not slow. */
    void ask(int pieces) {
        Objects.requireNonNull(last).out.request(pieces);
    }

    StreamObserver<ResultPart> take(ServerCallStreamObserver<ResultAnswer> answer) {
        answer.disableAutoRequest();
        answer.setOnCancelHandler(() -> {});
        answer.request(1);
        return new Call(answer);
    }

    private final class Call implements StreamObserver<ResultPart> {
        private final ServerCallStreamObserver<ResultAnswer> out;
        private final MessageDigest digest = Hashes.digest();
        private long size;
        private long left;
        private boolean over;

        Call(ServerCallStreamObserver<ResultAnswer> out) {
            this.out = out;
        }

        @Override
        public void onNext(ResultPart part) {
            if (over) {
                return;
            }
            if (part.hasHead()) {
                begin(part.getHead());
                return;
            }
            assertThat(part.getData().size()).isBetween(1, 256 * 1024);
            part.getData().asReadOnlyByteBufferList().forEach(digest::update);
            bytes.addAndGet(part.getData().size());
            left -= part.getData().size();
            if (size - left >= most) {
                fail(Status.UNAVAILABLE);
            } else if (left > 0 && !slow) {
                out.request(1);
            } else if (left <= 0) {
                whole.add(Hashes.text(digest));
                end(ResultAnswer.newBuilder().setKind(ResultAnswer.Kind.STORED).build());
            }
        }

        private void begin(ResultHead head) {
            heads.add(head);
            Object said = answers.poll();
            if (said instanceof Status status) {
                fail(status);
            } else if (said instanceof ArtifactRefusal refusal) {
                end(ResultAnswer.newBuilder().setRefusal(refusal).build());
            } else if (whole.contains(head.getSha256())) {
                end(ResultAnswer.newBuilder().setKind(ResultAnswer.Kind.STORED).build());
            } else {
                size = head.getSize();
                left = size;
                last = this;
                out.onNext(ResultAnswer.newBuilder().setKind(ResultAnswer.Kind.PROCEED).build());
                out.request(1);
                begun.release();
            }
        }

        private void end(ResultAnswer answer) {
            over = true;
            out.onNext(answer);
            out.onCompleted();
        }

        private void fail(Status how) {
            over = true;
            out.onError(how.asRuntimeException());
        }

        @Override
        public void onError(Throwable broken) {
            over = true;
        }

        @Override
        public void onCompleted() {}
    }
}
