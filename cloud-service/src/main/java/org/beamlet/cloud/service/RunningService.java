package org.beamlet.cloud.service;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.beamlet.cloud.limit.DiskRoom;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** The service of this process, for the parts that a framework makes and that take no arguments. */
public final class RunningService {
    private static final CompletableFuture<Running> CURRENT = new CompletableFuture<>();

    private record Running(CloudService service, DiskRoom room) {}

    private RunningService() {}

    /** Hands them out; {@code room} is that of the disk that the service keeps all on. */
    public static void set(CloudService service, DiskRoom room) {
        CURRENT.complete(new Running(service, room));
    }

    /** {@return the service, as soon as it is there} */
    public static CloudService await() {
        return running().service();
    }

    /** {@return the room that new work needs, as soon as the service is there} */
    public static DiskRoom awaitRoom() {
        return running().room();
    }

    private static Running running() {
        try {
            return CURRENT.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notStarted(e);
        } catch (ExecutionException e) {
            throw notStarted(e);
        }
    }

    private static BeamletException notStarted(Exception cause) {
        return new BeamletException(
                ErrorCode.STORE_UNAVAILABLE,
                "the service has not started",
                "try again in a moment",
                cause);
    }
}
