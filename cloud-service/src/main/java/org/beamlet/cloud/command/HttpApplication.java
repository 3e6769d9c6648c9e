package org.beamlet.cloud.command;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.http.HttpServer;
import jakarta.inject.Inject;
import java.util.function.Consumer;

/** What Quarkus runs once its HTTP server listens. */
public final class HttpApplication implements QuarkusApplication {
    private static volatile Consumer<String> ready = _ -> {};

    private final HttpServer server;

    @Inject
    public HttpApplication(HttpServer server) {
        this.server = server;
    }

    /** Sets what is told the address; Quarkus makes the application itself, so it is static. */
    static void onReady(Consumer<String> told) {
        ready = told;
    }

    @Override
    public int run(String... arguments) {
        ready.accept("http://127.0.0.1:" + server.getPort());
        Quarkus.waitForExit();
        return 0;
    }
}
