package org.beamlet.worker.manager;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.beamlet.node.wire.EnrollReply;
import org.beamlet.node.wire.EnrollRequest;
import org.beamlet.node.wire.FromManager;
import org.beamlet.node.wire.HeldTask;
import org.beamlet.node.wire.NodeLinkGrpc;
import org.beamlet.node.wire.Place;
import org.beamlet.node.wire.PlacedTask;
import org.beamlet.node.wire.Received;
import org.beamlet.node.wire.Stop;
import org.beamlet.node.wire.TaskFinished;
import org.beamlet.node.wire.ToManager;
import org.beamlet.node.wire.Welcome;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * The life of a node manager in short, in one process: it enrols with an agent that is only played,
 * has a worker run one task, reports, and ends. The JVM notes what that takes.
 */
final class Rehearsal extends NodeLinkGrpc.NodeLinkImplBase {
    private static final String SECRET = "rehearsal";
    private static final int HEARTBEAT_S = 30;

    private final LoopbackAuthority authority;

    private Rehearsal(LoopbackAuthority authority) {
        this.authority = authority;
    }

    /**
     * Plays it once.
     *
     * @param folder for the worker's files
     */
    static ManagerEnd in(Path folder) throws IOException {
        try {
            LoopbackAuthority authority = new LoopbackAuthority();
            Server server = authority.server().addService(new Rehearsal(authority)).build().start();
            try {
                NodeManager manager = NodeManager.of(block(server.getPort(), authority, folder));
                manager.start();
                return manager.awaitEnd();
            } finally {
                server.shutdownNow();
            }
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("no certificate could be made", e);
        }
    }

    private static BlockFile block(int port, LoopbackAuthority authority, Path folder)
            throws GeneralSecurityException {
        ObjectNode told = Json.MAPPER.createObjectNode();
        told.put("block_id", SECRET);
        told.putArray("agents").add("127.0.0.1:" + port);
        told.put("secret", SECRET);
        told.put("ca_certificate", authority.pem());
        told.put("slots", 1);
        told.put("work_dir", folder.toString());
        return Json.read(Json.write(told), BlockFile.class);
    }

    @Override
    public void enroll(EnrollRequest request, StreamObserver<EnrollReply> reply) {
        try {
            byte[] asked = request.getCertificateRequest().toByteArray();
            reply.onNext(
                    EnrollReply.newBuilder()
                            .addCertificates(
                                    ByteString.copyFrom(authority.enrol(asked).getEncoded()))
                            .build());
            reply.onCompleted();
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            reply.onError(Status.INTERNAL.withCause(e).asException());
        }
    }

    @Override
    public StreamObserver<FromManager> session(StreamObserver<ToManager> manager) {
        return new StreamObserver<>() {
            @Override
            public void onNext(FromManager message) {
                heard(message, manager);
            }

            @Override
            public void onError(Throwable broken) {
                // The manager sees it, too, and ends.
            }

            @Override
            public void onCompleted() {
                manager.onCompleted();
            }
        };
    }

    private static void heard(FromManager message, StreamObserver<ToManager> manager) {
        switch (message.getKindCase()) {
            case HELLO -> {
                manager.onNext(
                        ToManager.newBuilder()
                                .setWelcome(Welcome.newBuilder().setHeartbeatPeriodS(HEARTBEAT_S))
                                .build());
                manager.onNext(
                        ToManager.newBuilder()
                                .setPlace(Place.newBuilder().addTasks(task()))
                                .build());
            }
            case FINISHED -> finished(message.getFinished(), manager);
            case REPORTS ->
                    message.getReports().getMessagesList().forEach(one -> heard(one, manager));
            default -> {
                // That the task has begun, say.
            }
        }
    }

    private static void finished(TaskFinished task, StreamObserver<ToManager> manager) {
        manager.onNext(
                ToManager.newBuilder()
                        .setReceived(
                                Received.newBuilder()
                                        .setTaskId(task.getTaskId())
                                        .setAttempt(task.getAttempt())
                                        .addMore(HeldTask.newBuilder().setTaskId("none")))
                        .build());
        manager.onNext(
                ToManager.newBuilder().setStop(Stop.newBuilder().setWhy("rehearsed")).build());
    }

    private static PlacedTask task() {
        return PlacedTask.newBuilder()
                .setTaskId("rehearsal")
                .setAttempt(1)
                .setFunctionId("rehearsal")
                .setTaskBuffer(
                        new FunctionCode("diagnostics.noop", "1.0.0").packed()
                                + Payloads.pack("11\n[]", "11\n{}"))
                .build();
    }
}
