package org.beamlet.cloud.command;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.http.HttpServer;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.Consumer;
import org.beamlet.cloud.service.RunningService;

/** What Quarkus runs once its HTTP server listens. */
public final class HttpApplication implements QuarkusApplication {
    private static final Duration BROKER_PATIENCE = Duration.ofSeconds(10);

    private static volatile Consumer<Integer> ready = _ -> {};

    private final HttpServer server;

    @Inject
    public HttpApplication(HttpServer server) {
        this.server = server;
    }

    /** Sets what is told the port; Quarkus makes the application itself, so it is static. */
    static void onReady(Consumer<Integer> told) {
        ready = told;
    }

    @Override
    public int run(String... arguments) throws InterruptedException {
        RunningService.await().awaitBroker(BROKER_PATIENCE);
        ready.accept(server.getPort());
        Quarkus.waitForExit();
        return 0;
    }
}
