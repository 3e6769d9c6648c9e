package org.beamlet.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.beamlet.agent.spool.ResultName;
import org.beamlet.agent.spool.ResultSpool;
import org.beamlet.agent.spool.SpoolDisk;
import org.beamlet.node.wire.ResultAnswer;
import org.beamlet.node.wire.ResultHead;
import org.beamlet.node.wire.ResultPart;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.worker.artifact.Hashes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results on their way from a node manager that is played to the agent's disk. */
class ResultIntakeTest {
    private static final int PIECE = 1000;
    private static final int PIECES = 20;
    private static final long LARGEST = 1_000_000;

    @TempDir Path home;

    private final byte[] content = new byte[PIECE * PIECES];
    private final TaskId task = TaskId.random();
    private final Executor turns = ResultIntake.turns();
    private final SlowDisk disk = new SlowDisk();
    private ResultSpool spool;
    private String sha256;
    private boolean placed = true;

    @BeforeEach
    void prepare() throws IOException {
        new Random(1).nextBytes(content);
        sha256 = Hashes.of(Files.write(home.resolve("content"), content));
        spool = ResultSpool.open(home.resolve("results"), Optional.empty(), disk);
    }

    private Node node() {
        return node(ResultIntake.SILENCE);
    }

    private Node node(Duration silence) {
        Node node = new Node();
        node.intake =
                new ResultIntake(
                        node,
                        new ResultRules(spool, () -> LARGEST, (_, _) -> placed),
                        turns,
                        silence);
        return node;
    }

    private ResultHead head(long size, String hash) {
        return ResultHead.newBuilder()
                .setTaskId(task.toString())
                .setAttempt(1)
                .setSize(size)
                .setSha256(hash)
                .build();
    }

    /** Says the head and, if asked for them, all pieces. */
    private ResultAnswer deliver(ResultHead head) throws Exception {
        Node node = node();
        node.say(head);
        ResultAnswer first = node.answer();
        if (first.getKind() != ResultAnswer.Kind.PROCEED) {
            return first;
        }
        for (int i = 0; i < PIECES; i++) {
            node.sayWhenAsked(i);
        }
        node.intake().onCompleted();
        return node.answer();
    }

    @Test
    void noPieceIsAskedForBeforeTheLastIsOnTheDisk() throws Exception {
        Node node = node();
        node.say(head(content.length, sha256));
        assertThat(node.answer().getKind()).isEqualTo(ResultAnswer.Kind.PROCEED);

        disk.hold();
        for (int i = 0; i < PIECES; i++) {
            node.sayWhenAsked(i);
            disk.awaitWriting();
            assertThat(node.asked()).as("while piece %d is written", i).isZero();
            disk.write();
        }

        assertThat(node.answer().getKind()).isEqualTo(ResultAnswer.Kind.STORED);
        ResultName name = new ResultName(task, 1, sha256);
        assertThat(spool.find(task, spool.file(name).orElseThrow()).orElseThrow())
                .hasBinaryContent(content);
    }

    @Test
    void whatIsThereIsNotAskedForAgain() throws Exception {
        assertThat(deliver(head(content.length, sha256)).getKind())
                .isEqualTo(ResultAnswer.Kind.STORED);

        Node again = node();
        again.say(head(content.length, sha256));

        assertThat(again.answer().getKind()).isEqualTo(ResultAnswer.Kind.STORED);
        assertThat(again.asked()).isZero();
    }

    @Test
    void aTaskThatIsNotTheManagersIsNotTaken() throws Exception {
        placed = false;

        assertThat(deliver(head(content.length, sha256)).getKind())
                .isEqualTo(ResultAnswer.Kind.UNWANTED);
        assertThat(home.resolve("results")).doesNotExist();
    }

    @Test
    void otherBytesThanAnnouncedAreRefused() throws Exception {
        ResultAnswer answer = deliver(head(content.length, Hashes.of("something else")));

        assertThat(answer.getRefusal().getCode()).isEqualTo("INPUT_INVALID");
        assertThat(answer.getRefusal().getWhat()).contains(sha256);
        assertThat(answer.getRefusal().getRemedy()).contains("run the task again");
        assertThat(home.resolve("results")).isEmptyDirectory();
    }

    @Test
    void whatTheServiceWouldRefuseIsRefusedBeforeAnyBytes() throws Exception {
        ResultAnswer large = deliver(head(LARGEST + 1, sha256));
        ResultAnswer faulty = deliver(head(content.length, "../../x"));

        assertThat(large.getRefusal().getCode()).isEqualTo("ARTIFACT_TOO_LARGE");
        assertThat(large.getRefusal().getRemedy()).contains("beamlet.objects.largest");
        assertThat(faulty.getRefusal().getCode()).isEqualTo("MESSAGE_INVALID");
    }

    @Test
    void aFullDiskIsWorthAnotherTry() throws Exception {
        disk.free = 0;
        Node node = node();
        node.say(head(content.length, sha256));

        Status status = node.status();
        assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(status.getDescription()).contains("DISK_FULL", "state_dir");

        disk.free = Long.MAX_VALUE;
        assertThat(deliver(head(content.length, sha256)).getKind())
                .isEqualTo(ResultAnswer.Kind.STORED);
    }

    @Test
    void onlySomeAreWrittenAtOnceAndOneThatGoesAwayMakesRoom() throws Exception {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < ResultIntake.AT_ONCE; i++) {
            nodes.add(node());
            nodes.getLast().say(head(content.length, sha256));
            assertThat(nodes.getLast().answer().getKind()).isEqualTo(ResultAnswer.Kind.PROCEED);
        }
        Node next = node();
        next.say(head(content.length, sha256));
        assertThat(next.answered()).isFalse();

        nodes.getFirst().goAway();

        assertThat(next.answer().getKind()).isEqualTo(ResultAnswer.Kind.PROCEED);
        next.goAway();
        nodes.forEach(Node::goAway);
    }

    @Test
    void aManagerThatFallsSilentGivesUpItsTurn() throws Exception {
        Node node = node(Duration.ofMillis(10));
        node.say(head(content.length, sha256));

        assertThat(node.answer().getKind()).isEqualTo(ResultAnswer.Kind.PROCEED);
        assertThat(node.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    /** A node manager as the agent's end of its call sees it. */
    private final class Node extends ServerCallStreamObserver<ResultAnswer> {
        private final BlockingQueue<ResultAnswer> answers = new LinkedBlockingQueue<>();
        private final BlockingQueue<Status> ends = new LinkedBlockingQueue<>();
        private final Semaphore asked = new Semaphore(0);
        private @Nullable ResultIntake intake;
        private Runnable whenCancelled = () -> {};
        private volatile boolean cancelled;

        ResultIntake intake() {
            return Objects.requireNonNull(intake);
        }

        void say(ResultHead head) {
            asked.acquireUninterruptibly();
            intake().onNext(ResultPart.newBuilder().setHead(head).build());
        }

        void sayWhenAsked(int piece) throws InterruptedException {
            assertThat(asked.tryAcquire(1, TimeUnit.MINUTES)).as("piece %d", piece).isTrue();
            intake().onNext(
                            ResultPart.newBuilder()
                                    .setData(ByteString.copyFrom(content, piece * PIECE, PIECE))
                                    .build());
        }

        int asked() {
            return asked.availablePermits();
        }

        boolean answered() {
            return !answers.isEmpty();
        }

        ResultAnswer answer() throws InterruptedException {
            return Objects.requireNonNull(
                    answers.poll(1, TimeUnit.MINUTES), () -> "it ended with " + ends);
        }

        Status status() throws InterruptedException {
            return Objects.requireNonNull(ends.poll(1, TimeUnit.MINUTES));
        }

        void goAway() {
            cancelled = true;
            whenCancelled.run();
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public void onNext(ResultAnswer answer) {
            answers.add(answer);
        }

        @Override
        public void onError(Throwable why) {
            ends.add(Status.fromThrowable(why));
        }

        @Override
        public void onCompleted() {
            ends.add(Status.OK);
        }

        @Override
        public void request(int count) {
            asked.release(count);
        }

        @Override
        public void setOnCancelHandler(Runnable handler) {
            whenCancelled = handler;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setOnReadyHandler(Runnable handler) {}

        @Override
        public void setCompression(String compression) {}

        @Override
        public void disableAutoInboundFlowControl() {}

        @Override
        public void disableAutoRequest() {}

        @Override
        public void setMessageCompression(boolean enable) {}
    }

    /** Writes at once, or each piece when it is told to. */
    private static final class SlowDisk implements SpoolDisk {
        private final Semaphore writing = new Semaphore(0);
        private final Semaphore allowed = new Semaphore(0);
        private final AtomicInteger held = new AtomicInteger();
        private volatile long free = Long.MAX_VALUE;

        void hold() {
            held.set(1);
        }

        void awaitWriting() throws InterruptedException {
            assertThat(writing.tryAcquire(1, TimeUnit.MINUTES)).isTrue();
        }

        void write() {
            allowed.release();
        }

        @Override
        public long free(Path folder) {
            return free;
        }

        @Override
        public WritableByteChannel create(Path file) throws IOException {
            WritableByteChannel real = SpoolDisk.super.create(file);
            return new WritableByteChannel() {
                @Override
                public int write(ByteBuffer bytes) throws IOException {
                    if (held.get() > 0) {
                        writing.release();
                        allowed.acquireUninterruptibly();
                    }
                    return real.write(bytes);
                }

                @Override
                public boolean isOpen() {
                    return real.isOpen();
                }

                @Override
                public void close() throws IOException {
                    real.close();
                }
            };
        }
    }
}
