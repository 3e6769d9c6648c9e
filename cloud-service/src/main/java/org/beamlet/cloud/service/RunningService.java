package org.beamlet.cloud.service;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** The service of this process, for the parts that a framework makes and that take no arguments. */
public final class RunningService {
    private static final CompletableFuture<CloudService> CURRENT = new CompletableFuture<>();

    private RunningService() {}

    public static void set(CloudService service) {
        CURRENT.complete(service);
    }

    /** {@return the service, as soon as it is there} */
    public static CloudService await() {
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
