package org.beamlet.benchmarks.agent;

import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.beamlet.agent.link.BlockSecrets;
import org.beamlet.agent.link.NodeLinkServer;
import org.beamlet.node.wire.EnrollReply;
import org.beamlet.node.wire.EnrollRequest;
import org.beamlet.node.wire.FromManager;
import org.beamlet.node.wire.Hello;
import org.beamlet.node.wire.NodeLinkGrpc;
import org.beamlet.node.wire.Reports;
import org.beamlet.node.wire.TaskFinished;
import org.beamlet.node.wire.ToManager;
import org.beamlet.worker.manager.NodeKey;

/** Node managers in this process, each with a connection of its own, that answer at once. */
@SuppressWarnings("try") // Waiting for processes may be interrupted.
final class PretendManagers implements AutoCloseable {
    private static final String BLOCK = "pretend";

    private final NodeLinkServer server;
    private final byte[] authority;
    private final List<ManagedChannel> channels = new ArrayList<>();

    /** Opens the block that all are in. */
    private static final class Open implements BlockSecrets {
        @Override
        public Optional<String> secret(String block) {
            return Optional.of(BLOCK);
        }

        @Override
        public boolean enrol(String block, String node, int jobRestart) {
            return true;
        }

        @Override
        public void disconnected(String block) {
            // Nobody looks after it.
        }
    }

    PretendManagers(AgentRig rig, Path folder, int count) throws Exception {
        server = rig.listen(folder, new Open());
        authority = rig.authority().certificatePem().getBytes(StandardCharsets.US_ASCII);
        NodeKey key = NodeKey.create();
        X509Certificate own = enrol(key);
        CountDownLatch welcomed = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            ManagedChannel channel = channel(trusting().keyManager(key.secret(), own));
            channels.add(channel);
            Ears ears = new Ears(welcomed);
            StreamObserver<FromManager> out = NodeLinkGrpc.newStub(channel).session(ears);
            ears.out.set(out);
            out.onNext(
                    FromManager.newBuilder()
                            .setHello(
                                    Hello.newBuilder()
                                            .setManagerId("manager-" + i)
                                            .setBlockId(BLOCK)
                                            .setNode("node-" + i)
                                            .setSlots(2)
                                            .setPrefetch(16))
                            .build());
        }
        welcomed.await();
    }

    private static final class Ears implements StreamObserver<ToManager> {
        final AtomicReference<StreamObserver<FromManager>> out = new AtomicReference<>();
        private final CountDownLatch welcomed;

        Ears(CountDownLatch welcomed) {
            this.welcomed = welcomed;
        }

        @Override
        public void onNext(ToManager message) {
            if (message.hasWelcome()) {
                welcomed.countDown();
            } else if (message.hasPlace()) {
                Reports.Builder reports = Reports.newBuilder();
                message.getPlace()
                        .getTasksList()
                        .forEach(task ->
                                reports.addMessages(
                                        FromManager.newBuilder()
                                                .setFinished(
                                                        TaskFinished.newBuilder()
                                                                .setTaskId(task.getTaskId())
                                                                .setAttempt(task.getAttempt())
                                                                .setStartedAtNs(1)
                                                                .setEndedAtNs(2)
                                                                .setResult("11\nnull"))));
                out.get().onNext(FromManager.newBuilder().setReports(reports).build());
            }
        }

        @Override
        public void onError(Throwable thrown) {
            // The benchmark is over.
        }

        @Override
        public void onCompleted() {
            // Likewise.
        }
    }

    private X509Certificate enrol(NodeKey key) throws Exception {
        ManagedChannel anonymous = channel(trusting());
        try {
            EnrollReply reply =
                    NodeLinkGrpc.newBlockingStub(anonymous)
                            .enroll(
                                    key.asks(
                                            EnrollRequest.newBuilder()
                                                    .setBlockId(BLOCK)
                                                    .setNode("node")
                                                    .setSecret(BLOCK)
                                                    .build()));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(reply.getCertificates(0).newInput());
        } finally {
            anonymous.shutdownNow();
        }
    }

    private SslContextBuilder trusting() throws Exception {
        return GrpcSslContexts.forClient().trustManager(new ByteArrayInputStream(authority));
    }

    private ManagedChannel channel(SslContextBuilder tls) throws Exception {
        String[] address = server.hostAndPort().split(":", -1);
        return NettyChannelBuilder.forAddress(address[0], Integer.parseInt(address[1]))
                .directExecutor()
                .sslContext(tls.build())
                .build();
    }

    @Override
    public void close() throws InterruptedException {
        channels.forEach(ManagedChannel::shutdownNow);
        server.stop();
    }
}
