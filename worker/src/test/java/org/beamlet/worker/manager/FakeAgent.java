package org.beamlet.worker.manager;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.beamlet.node.wire.ArtifactPart;
import org.beamlet.node.wire.ArtifactRefusal;
import org.beamlet.node.wire.ArtifactRequest;
import org.beamlet.node.wire.Beat;
import org.beamlet.node.wire.EnrollReply;
import org.beamlet.node.wire.EnrollRequest;
import org.beamlet.node.wire.FromManager;
import org.beamlet.node.wire.HeldTask;
import org.beamlet.node.wire.Hello;
import org.beamlet.node.wire.NodeLinkGrpc;
import org.beamlet.node.wire.Place;
import org.beamlet.node.wire.PlacedTask;
import org.beamlet.node.wire.Received;
import org.beamlet.node.wire.ResultAnswer;
import org.beamlet.node.wire.ResultPart;
import org.beamlet.node.wire.Stop;
import org.beamlet.node.wire.TaskFinished;
import org.beamlet.node.wire.ToManager;
import org.beamlet.node.wire.Welcome;
import org.beamlet.worker.task.WorkerTask;
import org.jspecify.annotations.Nullable;

/** Plays the agent's end of the link. */
final class FakeAgent extends NodeLinkGrpc.NodeLinkImplBase implements AutoCloseable {
    /**
     * A manager that hears nothing for three of them leaves: so long a pause is a slow machine's.
     */
    private static final int PERIOD_S = 3;

    private static final long DEADLINE_S = 60;

    private final Server server;
    private final BlockingQueue<Stream> streams = new LinkedBlockingQueue<>();
    private final List<EnrollRequest> enrolments = new CopyOnWriteArrayList<>();
    private volatile String secret = "";
    private volatile @Nullable LoopbackAuthority authority;

    /** Whether heartbeats are answered. */
    volatile boolean beats = true;

    /** How the next streams are refused, if at all. */
    volatile Status refusal = Status.OK;

    /** One for each stream that was. */
    final Semaphore refused = new Semaphore(0);

    /** What it has for node managers, and what they asked for. */
    final Map<String, byte[]> artifacts = new ConcurrentHashMap<>();

    final List<String> asked = new CopyOnWriteArrayList<>();
    volatile @Nullable ArtifactRefusal artifactRefusal;
    volatile boolean holdArtifacts;

    /** Where large results go; without it this is an agent of an earlier version. */
    volatile @Nullable FakeResults results;

    FakeAgent(int port) {
        this(plain(port));
    }

    FakeAgent(NettyServerBuilder builder) {
        try {
            server =
                    builder.addService(this)
                            .maxInboundMessageSize(64 << 20)
                            .flowControlWindow(1 << 20)
                            .build()
                            .start();
        } catch (IOException e) {
            throw new AssertionError("no port", e);
        }
    }

    static NettyServerBuilder plain(int port) {
        return NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    int port() {
        return server.getPort();
    }

    /** Waits for a manager that says hello. */
    Stream nextStream() throws InterruptedException {
        Stream stream = streams.poll(DEADLINE_S, TimeUnit.SECONDS);
        if (stream == null) {
            throw new AssertionError("no manager came");
        }
        return stream;
    }

    /** From now on, whoever knows the secret gets a certificate. */
    void admit(String blockSecret, LoopbackAuthority signer) {
        secret = blockSecret;
        authority = signer;
    }

    List<EnrollRequest> enrolments() {
        return enrolments;
    }

    @Override
    public void enroll(EnrollRequest request, StreamObserver<EnrollReply> reply) {
        enrolments.add(request);
        LoopbackAuthority signer = authority;
        if (signer == null || !request.getSecret().equals(secret)) {
            reply.onError(Status.PERMISSION_DENIED.withDescription("no such secret").asException());
            return;
        }
        try {
            reply.onNext(
                    EnrollReply.newBuilder()
                            .addCertificates(
                                    ByteString.copyFrom(signer.enrol(request).getEncoded()))
                            .build());
            reply.onCompleted();
        } catch (Exception e) {
            reply.onError(Status.INTERNAL.withCause(e).asException());
        }
    }

    @Override
    public StreamObserver<FromManager> session(StreamObserver<ToManager> manager) {
        if (!refusal.isOk()) {
            manager.onError(refusal.asRuntimeException());
            refused.release();
        }
        return new Stream(manager);
    }

    @Override
    public void fetchArtifact(ArtifactRequest request, StreamObserver<ArtifactPart> reply) {
        asked.add(request.getSha256());
        ArtifactRefusal refused = artifactRefusal;
        if (holdArtifacts) {
            return;
        }
        if (refused != null) {
            reply.onNext(ArtifactPart.newBuilder().setRefusal(refused).build());
        } else {
            // In two pieces, as larger ones come.
            byte[] all = artifacts.getOrDefault(request.getSha256(), new byte[0]);
            for (ByteString piece :
                    List.of(
                            ByteString.copyFrom(all, 0, all.length / 2),
                            ByteString.copyFrom(
                                    all, all.length / 2, all.length - all.length / 2))) {
                reply.onNext(ArtifactPart.newBuilder().setData(piece).build());
            }
        }
        reply.onCompleted();
    }

    @Override
    public StreamObserver<ResultPart> deliverResult(StreamObserver<ResultAnswer> answer) {
        FakeResults here = results;
        return here == null
                ? super.deliverResult(answer)
                : here.take((ServerCallStreamObserver<ResultAnswer>) answer);
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    static HeldTask held(WorkerTask task) {
        return HeldTask.newBuilder().setTaskId(task.taskId()).setAttempt(task.attempt()).build();
    }

    /** One manager's stream. */
    final class Stream implements StreamObserver<FromManager> {
        private final StreamObserver<ToManager> manager;
        private final BlockingQueue<FromManager> said = new LinkedBlockingQueue<>();
        private final List<FromManager> heartbeats = new CopyOnWriteArrayList<>();
        private Hello hello = Hello.getDefaultInstance();

        Stream(StreamObserver<ToManager> manager) {
            this.manager = manager;
        }

        Hello hello() {
            return hello;
        }

        List<FromManager> heartbeats() {
            return heartbeats;
        }

        void place(WorkerTask... tasks) {
            placeOver("", tasks);
        }

        /** With what they ask of the nodes. */
        void placeOver(String resources, WorkerTask... tasks) {
            Place.Builder place = Place.newBuilder();
            for (WorkerTask task : tasks) {
                place.addTasks(
                        PlacedTask.newBuilder()
                                .setTaskId(task.taskId())
                                .setAttempt(task.attempt())
                                .setFunctionId(task.functionId())
                                .setTaskBuffer(task.taskBuffer())
                                .addAllResultSerializers(task.resultSerializers())
                                .setResourceSpecification(resources));
            }
            send(ToManager.newBuilder().setPlace(place).build());
        }

        void received(TaskFinished finished) {
            send(
                    ToManager.newBuilder()
                            .setReceived(
                                    Received.newBuilder()
                                            .setTaskId(finished.getTaskId())
                                            .setAttempt(finished.getAttempt()))
                            .build());
        }

        void stop(boolean drain) {
            send(
                    ToManager.newBuilder()
                            .setStop(Stop.newBuilder().setDrain(drain).setWhy("the test ends"))
                            .build());
        }

        synchronized void send(ToManager message) {
            manager.onNext(message);
        }

        synchronized void breakOff() {
            manager.onError(Status.UNAVAILABLE.asRuntimeException());
        }

        /** Waits for the next message that is no heartbeat. */
        FromManager next() throws InterruptedException {
            FromManager message = said.poll(DEADLINE_S, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("the manager says nothing");
            }
            return message;
        }

        /** Waits for a message of a kind, passing over others. */
        FromManager next(FromManager.KindCase kind) throws InterruptedException {
            FromManager message = next();
            while (message.getKindCase() != kind) {
                message = next();
            }
            return message;
        }

        /** What has been said and not been asked for. */
        List<FromManager> unheard() {
            return List.copyOf(said);
        }

        @Override
        public void onNext(FromManager message) {
            switch (message.getKindCase()) {
                case HELLO -> {
                    hello = message.getHello();
                    // Before any test knows of this stream: nothing may overtake it.
                    send(
                            ToManager.newBuilder()
                                    .setWelcome(
                                            Welcome.newBuilder()
                                                    .setHeartbeatPeriodS(PERIOD_S)
                                                    .setTakesResults(results != null))
                                    .build());
                    streams.add(this);
                }
                case HEARTBEAT -> {
                    heartbeats.add(message);
                    if (beats) {
                        send(ToManager.newBuilder().setBeat(Beat.getDefaultInstance()).build());
                    }
                }
                case REPORTS -> message.getReports().getMessagesList().forEach(this::onNext);
                default -> said.add(message);
            }
        }

        @Override
        public synchronized void onCompleted() {
            manager.onCompleted();
        }

        @Override
        public void onError(Throwable thrown) {
            said.add(FromManager.getDefaultInstance());
        }
    }
}
