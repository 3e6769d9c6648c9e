package org.beamlet.worker.manager;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Set;
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
import org.beamlet.protocol.task.TaskTerms;

/**
 * The life of a node manager in short: another process enrols with the agent that is played here,
 * has a worker run one task, which tells its progress, reports, and ends. Its JVM notes what that
 * takes.
 */
final class Rehearsal extends NodeLinkGrpc.NodeLinkImplBase implements AutoCloseable {
    private static final String SECRET = "rehearsal";
    private static final int HEARTBEAT_S = 30;

    private final X509Certificate certificate;
    private final Server server;
    private final Path blockFile;

    @SuppressWarnings("this-escape") // Nobody knows the server before it is told where it is.
    private Rehearsal(Path folder)
            throws GeneralSecurityException, IOException, InterruptedException {
        // What lies beside it is run as code, and is not where others may write.
        Files.createDirectories(folder, only("rwx------"));
        PassingIdentity own = PassingIdentity.make(folder);
        certificate = own.certificate();
        server =
                OkHttpServerBuilder.forPort(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                TlsServerCredentials.newBuilder()
                                        .keyManager(
                                                new OwnCertificate(
                                                        own.key(), List.of(own.certificate())))
                                        .build())
                        .addService(this)
                        .build()
                        .start();
        blockFile = folder.resolve("block.json");
        Files.deleteIfExists(blockFile);
        Files.createFile(blockFile, only("rw-------"));
        Files.writeString(blockFile, block(folder));
    }

    /**
     * Plays the agent until it is closed.
     *
     * @param folder for the files of the block
     */
    static Rehearsal open(Path folder) throws IOException, InterruptedException {
        try {
            return new Rehearsal(folder);
        } catch (GeneralSecurityException e) {
            throw new IOException("no certificate could be made", e);
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> only(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    /** {@return what the manager is to be started with} */
    Path blockFile() {
        return blockFile;
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private String block(Path folder) throws GeneralSecurityException {
        ObjectNode told = Json.NODES.objectNode();
        told.put("block_id", SECRET);
        told.putArray("agents").add("127.0.0.1:" + server.getPort());
        told.put("secret", SECRET);
        told.put("ca_certificate", pem());
        told.put("slots", 1);
        told.put("work_dir", folder.toString());
        return Json.write(told);
    }

    private String pem() throws GeneralSecurityException {
        return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                .formatted(Base64.getMimeEncoder().encodeToString(certificate.getEncoded()));
    }

    /** Answers with a certificate that is nobody's: the manager is not asked for it here. */
    @Override
    public void enroll(EnrollRequest request, StreamObserver<EnrollReply> reply) {
        try {
            EnrollReply.Builder answer = EnrollReply.newBuilder();
            answer.addCertificates(ByteString.copyFrom(certificate.getEncoded()));
            reply.onNext(answer.build());
            reply.onCompleted();
        } catch (GeneralSecurityException e) {
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
                .setTerms(TaskTerms.NONE.tellingPaths(true).text())
                .setTaskBuffer(
                        new FunctionCode("diagnostics.sleep", "1.0.0").packed()
                                + Payloads.pack("11\n[]", "11\n{\"seconds\":0.001}"))
                .build();
    }
}
