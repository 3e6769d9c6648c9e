package org.beamlet.agent.link;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.beamlet.agent.certificate.EndpointAuthority;
import org.beamlet.agent.schedule.Scheduler;
import org.beamlet.node.wire.ArtifactPart;
import org.beamlet.node.wire.ArtifactRequest;
import org.beamlet.node.wire.EnrollReply;
import org.beamlet.node.wire.EnrollRequest;
import org.beamlet.node.wire.FromManager;
import org.beamlet.node.wire.NodeLinkGrpc;
import org.beamlet.node.wire.ResultAnswer;
import org.beamlet.node.wire.ResultPart;
import org.beamlet.node.wire.ToManager;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.worker.manager.NodeKey;
import org.jboss.logging.Logger;

/** Lets node managers in: with the block's secret to enrol, and to work once they have. */
final class NodeLinkService extends NodeLinkGrpc.NodeLinkImplBase {
    private static final Logger LOG = Logger.getLogger(NodeLinkService.class);

    private final EndpointAuthority authority;
    private final BlockSecrets blocks;
    private final Scheduler scheduler;
    private final TaskNews news;
    private final NodeFiles files;
    private final Executor turns = ResultIntake.turns();
    private final Duration heartbeatPeriod;

    NodeLinkService(
            EndpointAuthority authority,
            BlockSecrets blocks,
            Scheduler scheduler,
            TaskNews news,
            NodeFiles files,
            Duration heartbeatPeriod) {
        this.authority = authority;
        this.blocks = blocks;
        this.scheduler = scheduler;
        this.news = news;
        this.files = files;
        this.heartbeatPeriod = heartbeatPeriod;
    }

    @Override
    public void enroll(EnrollRequest request, StreamObserver<EnrollReply> answer) {
        String block = request.getBlockId();
        Optional<String> secret = blocks.secret(block);
        if (secret.isEmpty() || !same(secret.get(), request.getSecret())) {
            stranger(block, request.getNode(), "unknown block or wrong secret");
            answer.onError(refused("unknown block or wrong secret"));
            return;
        }
        try {
            byte[] certificate =
                    authority.client(NodeKey.proven(request), block, request.getNode());
            // Noted only now, so that a request that cannot be signed does not use the secret up.
            if (!blocks.enrol(block, request.getNode(), request.getJobRestart())) {
                stranger(block, request.getNode(), "the secret was used before");
                answer.onError(refused("this node has enrolled before in this run of the job"));
                return;
            }
            PeerBlock.enrolled(block, request.getNode());
            answer.onNext(
                    EnrollReply.newBuilder()
                            .addCertificates(ByteString.copyFrom(certificate))
                            .build());
            answer.onCompleted();
        } catch (BeamletException e) {
            answer.onError(
                    Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException());
        }
    }

    private void stranger(String block, String node, String why) {
        LOG.warnf("block=%s node=%s enrolment refused: %s", block, node, why);
        blocks.refused(block, node, PeerBlock.address(), why);
    }

    private static boolean same(String a, String b) {
        return MessageDigest.isEqual(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static Throwable refused(String why) {
        return Status.PERMISSION_DENIED.withDescription(why).asRuntimeException();
    }

    @Override
    public StreamObserver<FromManager> session(StreamObserver<ToManager> answer) {
        PeerBlock.Peer peer = PeerBlock.present();
        ServerCallStreamObserver<ToManager> call = (ServerCallStreamObserver<ToManager>) answer;
        if (!peer.known()) {
            blocks.refused("", "", PeerBlock.address(), "came without an enrolment");
            call.onError(
                    Status.UNAUTHENTICATED
                            .withDescription("a session needs an enrolment, or its certificate")
                            .asRuntimeException());
            return new Nobody<>();
        }
        return new ManagerSession(
                peer.block(), call, blocks, scheduler, news, files.results(), heartbeatPeriod);
    }

    @Override
    public void fetchArtifact(ArtifactRequest request, StreamObserver<ArtifactPart> answer) {
        if (!live(PeerBlock.present(), "asked for a file of no live block")) {
            answer.onError(refused("the certificate is not of a live block"));
            return;
        }
        ArtifactStream stream = new ArtifactStream((ServerCallStreamObserver<ArtifactPart>) answer);
        // Fetching may take long, and this thread tells the stream of the manager's end.
        Thread _ =
                Thread.startVirtualThread(() ->
                        stream.send(
                                request.getSha256(),
                                () ->
                                        files.artifacts()
                                                .file(
                                                        request.getSha256(),
                                                        TaskId.parse(request.getTaskId()))));
    }

    @Override
    public StreamObserver<ResultPart> deliverResult(StreamObserver<ResultAnswer> answer) {
        PeerBlock.Peer peer = PeerBlock.present();
        if (!live(peer, "brought a result of no live block")) {
            answer.onError(refused("the certificate is not of a live block"));
            return new Nobody<>();
        }
        return new ResultIntake(
                (ServerCallStreamObserver<ResultAnswer>) answer,
                new ResultRules(
                        files.results(),
                        files.largest(),
                        (id, attempt) ->
                                scheduler
                                        .holdings()
                                        .placedWith(id, attempt, peer.block(), peer.node())),
                turns,
                ResultIntake.SILENCE);
    }

    /** {@return whether the caller is of a live block; of others it is noted what they did} */
    private boolean live(PeerBlock.Peer peer, String what) {
        if (peer.known() && blocks.secret(peer.block()).isPresent()) {
            return true;
        }
        blocks.refused(peer.block(), peer.node(), PeerBlock.address(), what);
        return false;
    }

    /** Hears what a refused caller still says. */
    private static final class Nobody<T> implements StreamObserver<T> {
        @Override
        public void onNext(T message) {}

        @Override
        public void onError(Throwable broken) {}

        @Override
        public void onCompleted() {}
    }
}
