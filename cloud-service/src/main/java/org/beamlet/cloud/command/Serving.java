package org.beamlet.cloud.command;

import io.quarkus.runtime.Quarkus;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.beamlet.cloud.auth.LabAuth;
import org.beamlet.cloud.broker.embedded.EmbeddedBroker;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.cloud.service.RunningService;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One life of the service: broker and store first, HTTP last; down in the other direction. */
final class Serving {
    private static final Logger LOG = Logger.getLogger(Serving.class);
    private static final long STOP_SECONDS = 20;

    private final DataFolder folder;
    private final int port;
    private final int brokerPort;
    private final @Nullable Path readyFile;
    private final boolean debug;
    private final CountDownLatch stopped = new CountDownLatch(1);

    Serving(DataFolder folder, int port, int brokerPort, @Nullable Path readyFile, boolean debug) {
        this.folder = folder;
        this.port = port;
        this.brokerPort = brokerPort;
        this.readyFile = readyFile;
        this.debug = debug;
    }

    int run() {
        HttpSettings.apply(folder, port, debug);
        CompletableFuture<EmbeddedBroker> starting =
                CompletableFuture.supplyAsync(
                        () -> EmbeddedBroker.start(folder.broker(), brokerPort),
                        // Not the common pool: its threads do not see Quarkus' class path.
                        starter -> Thread.ofPlatform().name("broker-start").start(starter));
        Store store = open(starting);
        EmbeddedBroker broker = join(starting, store);
        CloudService service =
                CloudService.start(store, broker, Clock.systemUTC(), folder.adminSecret());
        // Keeps the process until all is closed: Quarkus' own hook ends when HTTP is down.
        Thread keeper = Thread.ofPlatform().unstarted(this::awaitStopped);
        Runtime.getRuntime().addShutdownHook(keeper);
        try {
            RunningService.set(service);
            return serve(broker.port());
        } finally {
            ServiceFile.delete(folder.serviceFile());
            service.close();
            stopped.countDown();
        }
    }

    private Store open(CompletableFuture<EmbeddedBroker> starting) {
        try {
            return Store.open(folder.store());
        } catch (BeamletException e) {
            closeWhenStarted(starting);
            throw e;
        }
    }

    private static void closeWhenStarted(CompletableFuture<EmbeddedBroker> starting) {
        try {
            starting.join().close();
        } catch (CompletionException _) {
            // It did not start either; the store's error is the one to report.
        }
    }

    private static EmbeddedBroker join(CompletableFuture<EmbeddedBroker> starting, Store store) {
        try {
            return starting.join();
        } catch (CompletionException e) {
            store.close();
            throw e.getCause() instanceof BeamletException known
                    ? known
                    : new BeamletException(
                            ErrorCode.BROKER_UNREACHABLE,
                            "the broker did not start: " + e.getCause(),
                            "look into the log in the data folder",
                            e);
        }
    }

    private int serve(int actualBrokerPort) {
        HttpApplication.onReady(url ->
                ready(
                        new ServiceFile(
                                url,
                                actualBrokerPort,
                                ProcessHandle.current().pid(),
                                folder.path().toString())));
        AtomicInteger status = new AtomicInteger();
        Throwable[] failure = {null};
        Quarkus.run(
                HttpApplication.class,
                (code, error) -> {
                    status.set(code);
                    failure[0] = error;
                });
        if (failure[0] != null) {
            throw new BeamletException(
                    ErrorCode.ALREADY_RUNNING,
                    "the REST routes could not be served: " + failure[0].getMessage(),
                    "choose another --port; the cause is in " + folder.log(),
                    failure[0]);
        }
        return status.get();
    }

    private void ready(ServiceFile file) {
        file.write(folder.serviceFile());
        System.out.println("Beamlet cloud service is ready at " + file.url());
        if (LabAuth.on()) {
            LOG.warn(LabAuth.warning());
        }
        // Last: whoever waits for it may rely on all the rest.
        if (readyFile != null) {
            file.write(readyFile.toAbsolutePath());
        }
    }

    private void awaitStopped() {
        try {
            if (!stopped.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("error: the service did not stop in time and is ended");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
