package org.beamlet.agent.link;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.beamlet.node.wire.ArtifactPart;
import org.beamlet.node.wire.ArtifactRefusal;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorKind;
import org.jboss.logging.Logger;

/** Sends one file to one node manager, as fast as that reads. */
final class ArtifactStream {
    private static final Logger LOG = Logger.getLogger(ArtifactStream.class);
    private static final int PIECE = 256 * 1024;
    private static final long LOOK_MS = 1000;

    private final ServerCallStreamObserver<ArtifactPart> call;

    /** Must be made while the call begins: only then can it ask to be told. */
    ArtifactStream(ServerCallStreamObserver<ArtifactPart> call) {
        this.call = call;
        call.setOnReadyHandler(this::wake);
        call.setOnCancelHandler(this::wake);
    }

    /** Sends it; {@code what} names it in the log. */
    void send(String what, Supplier<Path> file) {
        try {
            pass(file.get());
        } catch (BeamletException e) {
            LOG.warnf("artifact=%s not sent: %s", what, e.getMessage());
            if (e.kind() == ErrorKind.USER) {
                refuse(e);
            } else {
                fail(Status.UNAVAILABLE.withDescription(e.getMessage()));
            }
        } catch (IOException e) {
            LOG.warnf("artifact=%s not sent: %s", what, e);
            fail(Status.UNAVAILABLE.withDescription("the agent cannot read it: " + e));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            fail(Status.UNAVAILABLE.withDescription("the agent ends"));
        }
    }

    private void pass(Path file) throws IOException, InterruptedException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] piece = in.readNBytes(PIECE);
            while (piece.length > 0 && awaitReady()) {
                call.onNext(ArtifactPart.newBuilder().setData(ByteString.copyFrom(piece)).build());
                piece = in.readNBytes(PIECE);
            }
        }
        if (!call.isCancelled()) {
            call.onCompleted();
        }
    }

    private void refuse(BeamletException why) {
        if (!call.isCancelled()) {
            call.onNext(
                    ArtifactPart.newBuilder()
                            .setRefusal(
                                    ArtifactRefusal.newBuilder()
                                            .setCode(why.code().name())
                                            .setWhat(why.what())
                                            .setRemedy(why.remedy()))
                            .build());
            call.onCompleted();
        }
    }

    private void fail(Status how) {
        if (!call.isCancelled()) {
            call.onError(how.asRuntimeException());
        }
    }

    /** {@return false once nobody reads any more} */
    private synchronized boolean awaitReady() throws InterruptedException {
        while (!call.isReady() && !call.isCancelled()) {
            wait(LOOK_MS);
        }
        return !call.isCancelled();
    }

    private synchronized void wake() {
        notifyAll();
    }
}
