package org.beamlet.agent.command;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs something inside Quarkus until SIGTERM or Ctrl-C, and lets it end in order. */
public final class Serving implements QuarkusApplication {
    private static final long STOP_SECONDS = 60;

    /** What runs; Quarkus makes the application itself, so it is static. */
    private static final AtomicReference<@Nullable Service> SERVICE = new AtomicReference<>();

    /** Something that is started, waits for the end, and is stopped. */
    interface Service {
        void start() throws Exception;

        void stop() throws Exception;
    }

    private static final AtomicReference<@Nullable Exception> FAILURE = new AtomicReference<>();
    private static final CountDownLatch STOPPED = new CountDownLatch(1);

    /** Runs the service; returns once it has ended, with what went wrong. */
    static void run(Service service) throws Exception {
        SERVICE.set(service);
        // Keeps the process until all is done: Quarkus' own hook does not wait for anybody.
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(Serving::awaitStopped));
        try {
            Quarkus.run(
                    Serving.class,
                    (_, error) -> {
                        if (error instanceof Exception e) {
                            FAILURE.compareAndSet(null, e);
                        }
                    });
        } finally {
            STOPPED.countDown();
        }
        Exception failure = FAILURE.get();
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public int run(String... arguments) {
        Service service = SERVICE.get();
        if (service == null) {
            return 1;
        }
        try {
            service.start();
            Quarkus.waitForExit();
        } catch (Exception e) {
            FAILURE.set(e);
        }
        try {
            service.stop();
        } catch (Exception e) {
            FAILURE.compareAndSet(null, e);
        }
        STOPPED.countDown();
        return 0;
    }

    /** Ends the service because of an error, which the command then tells. */
    static void fail(Exception error) {
        FAILURE.compareAndSet(null, error);
        Quarkus.asyncExit(1);
    }

    /** Ends the service in order, as SIGTERM does. */
    static void end() {
        Quarkus.asyncExit(0);
    }

    private static void awaitStopped() {
        try {
            if (!STOPPED.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("error: the agent did not stop in time and is ended");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
