package org.beamlet.cloud.command;

import io.quarkus.runtime.Quarkus;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.beamlet.cloud.auth.LabAuth;
import org.beamlet.cloud.feed.TaskFeed;
import org.beamlet.cloud.function.InstalledCatalog;
import org.beamlet.cloud.objects.Artifacts;
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
    private static final long STOP_SECONDS = 120;

    private final ServicePlan plan;
    private final DataFolder folder;
    private final @Nullable Path readyFile;
    private final boolean debug;
    private final CountDownLatch stopped = new CountDownLatch(1);

    Serving(ServicePlan plan, @Nullable Path readyFile, boolean debug) {
        this.plan = plan;
        this.folder = plan.folder();
        this.readyFile = readyFile;
        this.debug = debug;
    }

    int run() {
        HttpSettings.apply(plan, debug);
        CompletableFuture<Brokers.Opened> starting =
                CompletableFuture.supplyAsync(
                        plan.brokers()::open,
                        // Not the common pool: its threads do not see Quarkus' class path.
                        starter -> Thread.ofPlatform().name("broker-start").start(starter));
        Store store = open(starting);
        Brokers.Opened broker = join(starting, store);
        // Before anything happens that is to be told.
        TaskFeed feed = TaskFeed.of(plan.feed(), store, Clock.systemUTC());
        CloudService service =
                CloudService.start(
                        store,
                        broker.admin(),
                        Clock.systemUTC(),
                        folder.adminSecret(),
                        artifacts(store));
        Optional<CertificateWatch> watch =
                plan.http()
                        .tls()
                        .map(tls ->
                                CertificateWatch.start(
                                        tls,
                                        () -> {
                                            HttpCertificate.reload();
                                            broker.certificate().run();
                                        }));
        // Keeps the process until all is closed: Quarkus' own hook ends when HTTP is down.
        Thread keeper = Thread.ofPlatform().unstarted(this::awaitStopped);
        Runtime.getRuntime().addShutdownHook(keeper);
        feed.start();
        try {
            new InstalledCatalog(service.functions(), service.artifacts())
                    .publish(service.access().users()::installation);
            RunningService.set(service, plan.room());
            return serve(broker.port());
        } finally {
            watch.ifPresent(CertificateWatch::close);
            ServiceFile.delete(folder.serviceFile());
            feed.close();
            service.close();
            stopped.countDown();
        }
    }

    private Artifacts artifacts(Store store) {
        return new Artifacts(
                store,
                plan.objects().open(folder.objects()),
                Clock.systemUTC(),
                folder.incoming(),
                plan.objects().largest());
    }

    private Store open(CompletableFuture<Brokers.Opened> starting) {
        try {
            return Store.open(plan.store(), folder.store());
        } catch (BeamletException e) {
            closeWhenStarted(starting);
            throw e;
        }
    }

    private static void closeWhenStarted(CompletableFuture<Brokers.Opened> starting) {
        try {
            starting.join().admin().close();
        } catch (CompletionException _) {
            // It did not start either; the store's error is the one to report.
        }
    }

    private static Brokers.Opened join(CompletableFuture<Brokers.Opened> starting, Store store) {
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
        HttpApplication.onReady(actualPort ->
                ready(
                        new ServiceFile(
                                plan.http().url(actualPort),
                                actualBrokerPort,
                                ProcessHandle.current().pid(),
                                folder.path().toString(),
                                plan.http()
                                        .tls()
                                        .map(tls -> tls.certificate().toString())
                                        .orElse(null))));
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
