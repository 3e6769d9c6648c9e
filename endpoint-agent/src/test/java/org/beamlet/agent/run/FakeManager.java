package org.beamlet.agent.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.beamlet.node.wire.EnrollRequest;
import org.beamlet.node.wire.Failure;
import org.beamlet.node.wire.FromManager;
import org.beamlet.node.wire.HeldTask;
import org.beamlet.node.wire.Hello;
import org.beamlet.node.wire.NodeLinkGrpc;
import org.beamlet.node.wire.PlacedTask;
import org.beamlet.node.wire.ResultAnswer;
import org.beamlet.node.wire.ResultHead;
import org.beamlet.node.wire.ResultPart;
import org.beamlet.node.wire.TaskFinished;
import org.beamlet.node.wire.TaskLost;
import org.beamlet.node.wire.TaskOutput;
import org.beamlet.node.wire.TaskPartial;
import org.beamlet.node.wire.TaskProgress;
import org.beamlet.node.wire.TaskStarted;
import org.beamlet.node.wire.ToManager;
import org.beamlet.protocol.json.Json;
import org.beamlet.worker.manager.NodeKey;
import org.jspecify.annotations.Nullable;

/** Plays a node manager: enrols, says hello, and does with tasks what the test says. */
final class FakeManager implements AutoCloseable {
    final BlockingQueue<PlacedTask> placed = new LinkedBlockingQueue<>();
    final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    final BlockingQueue<ToManager> welcomes = new LinkedBlockingQueue<>();
    final BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();
    final BlockingQueue<Throwable> broken = new LinkedBlockingQueue<>();
    private final JsonNode block;
    private final String id;
    private final String node;
    private final NodeKey key = NodeKey.create();
    private @Nullable X509Certificate own;
    private @Nullable ManagedChannel channel;
    private @Nullable StreamObserver<FromManager> stream;

    FakeManager(Path blockFile, String id) throws Exception {
        this(blockFile, id, "node1");
    }

    FakeManager(Path blockFile, String id, String node) throws Exception {
        this.block = Json.read(Files.readString(blockFile));
        this.id = id;
        this.node = node;
    }

    FakeManager enroll(String secret) throws Exception {
        ManagedChannel anonymous = channel(false);
        try {
            enroll(secret, anonymous);
            return this;
        } finally {
            anonymous.shutdownNow();
        }
    }

    private void enroll(String secret, ManagedChannel anonymous) throws Exception {
        var reply =
                NodeLinkGrpc.newBlockingStub(anonymous)
                        .withDeadlineAfter(20, TimeUnit.SECONDS)
                        .enroll(
                                key.asks(
                                        EnrollRequest.newBuilder()
                                                .setBlockId(block.path("block_id").asText())
                                                .setNode(node)
                                                .setSecret(secret)
                                                .build()));
        own = certificate(reply.getCertificates(0).newInput().readAllBytes());
    }

    FakeManager enroll() throws Exception {
        return enroll(secret());
    }

    /** Enrols, and says hello on the same connection, as a node manager that starts. */
    FakeManager enrollAndConnect() throws Exception {
        ManagedChannel anonymous = channel(false);
        channel = anonymous;
        enroll(secret(), anonymous);
        return connect(anonymous, block.path("block_id").asText(), List.of());
    }

    /** Says hello on the connection on which it was not let in. */
    FakeManager connectAfterRefusal() throws Exception {
        ManagedChannel anonymous = channel(false);
        channel = anonymous;
        assertThatThrownBy(() -> enroll("guess", anonymous))
                .hasMessageContaining("PERMISSION_DENIED");
        return connect(anonymous, block.path("block_id").asText(), List.of());
    }

    private String secret() {
        return block.path("secret").asText();
    }

    FakeManager connect(List<PlacedTask> held) throws Exception {
        return connect(block.path("block_id").asText(), held);
    }

    FakeManager connect(String blockId, List<PlacedTask> held) throws Exception {
        ManagedChannel fresh = channel(own != null);
        channel = fresh;
        return connect(fresh, blockId, held);
    }

    private FakeManager connect(ManagedChannel fresh, String blockId, List<PlacedTask> held) {
        stream = NodeLinkGrpc.newStub(fresh).session(new Ears());
        Hello.Builder hello =
                Hello.newBuilder()
                        .setManagerId(id)
                        .setBlockId(blockId)
                        .setNode(node)
                        .setPid(1)
                        .setSlots(block.path("slots").asInt())
                        .setPrefetch(block.path("prefetch").asInt());
        for (PlacedTask task : held) {
            hello.addHeld(
                    HeldTask.newBuilder()
                            .setTaskId(task.getTaskId())
                            .setAttempt(task.getAttempt()));
        }
        say(FromManager.newBuilder().setHello(hello).build());
        return this;
    }

    private ManagedChannel channel(boolean withCertificate) throws Exception {
        SslContextBuilder tls =
                GrpcSslContexts.forClient()
                        .trustManager(
                                certificate(
                                        block.path("ca_certificate")
                                                .asText()
                                                .getBytes(StandardCharsets.US_ASCII)));
        X509Certificate certificate = own;
        if (withCertificate && certificate != null) {
            tls.keyManager(key.secret(), certificate);
        }
        String[] agent = block.path("agents").path(0).asText().split(":", -1);
        return NettyChannelBuilder.forAddress(agent[0], Integer.parseInt(agent[1]))
                .sslContext(tls.build())
                .build();
    }

    private static X509Certificate certificate(byte[] encoded) throws Exception {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(encoded));
    }

    PlacedTask awaitPlaced() throws InterruptedException {
        PlacedTask task = placed.poll(2, TimeUnit.MINUTES);
        if (task == null) {
            throw new AssertionError("no task was placed");
        }
        return task;
    }

    /** {@return whether nothing is placed while the agent could have done so many times} */
    boolean nothingPlacedFor(Duration time) throws InterruptedException {
        return placed.poll(time.toMillis(), TimeUnit.MILLISECONDS) == null;
    }

    private void say(FromManager message) {
        Objects.requireNonNull(stream).onNext(message);
    }

    void started(PlacedTask task) {
        say(
                FromManager.newBuilder()
                        .setStarted(
                                TaskStarted.newBuilder()
                                        .setTaskId(task.getTaskId())
                                        .setAttempt(task.getAttempt())
                                        .setAtNs(1_000)
                                        .setWorker("w1"))
                        .build());
    }

    void succeed(PlacedTask task, String result) {
        say(
                FromManager.newBuilder()
                        .setFinished(
                                TaskFinished.newBuilder()
                                        .setTaskId(task.getTaskId())
                                        .setAttempt(task.getAttempt())
                                        .setStartedAtNs(1_000)
                                        .setEndedAtNs(2_000)
                                        .setResult(result))
                        .build());
    }

    /** Brings a large result; {@return the agent's answers, and last how it ended} */
    List<Object> deliver(PlacedTask task, String sha256, byte[] content) throws Exception {
        BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
        StreamObserver<ResultPart> out =
                NodeLinkGrpc.newStub(Objects.requireNonNull(channel))
                        .deliverResult(
                                new StreamObserver<>() {
                                    @Override
                                    public void onNext(ResultAnswer answer) {
                                        answers.add(
                                                answer.hasRefusal()
                                                        ? answer.getRefusal()
                                                        : answer.getKind());
                                    }

                                    @Override
                                    public void onError(Throwable why) {
                                        answers.add(Status.fromThrowable(why).getCode());
                                    }

                                    @Override
                                    public void onCompleted() {
                                        answers.add(Status.Code.OK);
                                    }
                                });
        out.onNext(
                ResultPart.newBuilder()
                        .setHead(
                                ResultHead.newBuilder()
                                        .setTaskId(task.getTaskId())
                                        .setAttempt(task.getAttempt())
                                        .setSize(content.length)
                                        .setSha256(sha256))
                        .build());
        List<Object> all = new ArrayList<>();
        do {
            Object next = answers.poll(2, TimeUnit.MINUTES);
            all.add(Objects.requireNonNull(next, "no answer"));
            if (next == ResultAnswer.Kind.PROCEED) {
                out.onNext(ResultPart.newBuilder().setData(ByteString.copyFrom(content)).build());
            }
        } while (!(all.getLast() instanceof Status.Code));
        return all;
    }

    void fail(PlacedTask task, String code, String told, String trace) {
        say(
                FromManager.newBuilder()
                        .setFinished(
                                TaskFinished.newBuilder()
                                        .setTaskId(task.getTaskId())
                                        .setAttempt(task.getAttempt())
                                        .setFailure(
                                                Failure.newBuilder()
                                                        .setCode(code)
                                                        .setUserMessage(told)
                                                        .setTrace(trace)))
                        .build());
    }

    void lose(PlacedTask task, String how) {
        say(
                FromManager.newBuilder()
                        .setLost(
                                TaskLost.newBuilder()
                                        .setTaskId(task.getTaskId())
                                        .setAttempt(task.getAttempt())
                                        .setWorker("w1")
                                        .setHow(how)
                                        .setLogTail("first\nlast words"))
                        .build());
    }

    /** Says how far the task is, and what it printed. */
    void found(PlacedTask task, long seq, String value) {
        say(
                FromManager.newBuilder()
                        .setPartial(
                                TaskPartial.newBuilder()
                                        .setTaskId(task.getTaskId())
                                        .setAttempt(task.getAttempt())
                                        .setSeq(seq)
                                        .setValue(ByteString.copyFromUtf8(value)))
                        .build());
    }

    void tell(PlacedTask task, double fraction, String printed) {
        say(
                FromManager.newBuilder()
                        .setProgress(
                                TaskProgress.newBuilder()
                                        .setTaskId(task.getTaskId())
                                        .setAttempt(task.getAttempt())
                                        .setFraction(fraction)
                                        .setWhat("frame"))
                        .build());
        say(
                FromManager.newBuilder()
                        .setOutput(
                                TaskOutput.newBuilder()
                                        .setTaskId(task.getTaskId())
                                        .setAttempt(task.getAttempt())
                                        .setStream(TaskOutput.Stream.STDERR)
                                        .setText(ByteString.copyFromUtf8(printed)))
                        .build());
    }

    /** Before that nothing is to be brought. */
    void awaitWelcome() throws InterruptedException {
        ToManager welcome = Objects.requireNonNull(welcomes.poll(2, TimeUnit.MINUTES));
        assertThat(welcome.getWelcome().getTakesResults()).isTrue();
    }

    String awaitCancelled() throws InterruptedException {
        return String.valueOf(cancelled.poll(2, TimeUnit.MINUTES));
    }

    String awaitReceived() throws InterruptedException {
        return String.valueOf(received.poll(2, TimeUnit.MINUTES));
    }

    Throwable awaitBroken() throws InterruptedException {
        Throwable why = broken.poll(2, TimeUnit.MINUTES);
        return why == null ? new AssertionError("still connected") : why;
    }

    void disconnect() throws InterruptedException {
        ManagedChannel old = Objects.requireNonNull(channel);
        old.shutdownNow();
        old.awaitTermination(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        if (channel != null) {
            channel.shutdownNow();
        }
    }

    private final class Ears implements StreamObserver<ToManager> {
        @Override
        public void onNext(ToManager message) {
            placed.addAll(message.getPlace().getTasksList());
            if (message.hasWelcome()) {
                welcomes.add(message);
            }
            if (message.hasCancel()) {
                cancelled.add(message.getCancel().getTaskId());
            }
            if (message.hasReceived()) {
                received.add(message.getReceived().getTaskId());
                message.getReceived().getMoreList().forEach(task -> received.add(task.getTaskId()));
            }
        }

        @Override
        public void onError(Throwable why) {
            broken.add(why);
        }

        @Override
        public void onCompleted() {}
    }
}
