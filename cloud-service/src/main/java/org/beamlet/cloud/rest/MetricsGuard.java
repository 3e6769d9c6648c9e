package org.beamlet.cloud.rest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.Supplier;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.cloud.settings.Settings;
import org.beamlet.protocol.error.BeamletException;
import org.jspecify.annotations.Nullable;

/** Gauges of the service, and who may read its metrics: this host, or whoever has the token. */
@ApplicationScoped
public class MetricsGuard {
    private static final String PATH = "/metrics";
    private static final String SCHEME = "Bearer ";
    private static final int FIRST = 1000;
    private static final int UNAUTHORIZED = 401;

    private final MeterRegistry registry;
    private final CloudService service;
    private @Nullable String token;

    @Inject
    public MetricsGuard(MeterRegistry registry, CloudService service) {
        this.registry = registry;
        this.service = service;
    }

    void start(@Observes StartupEvent event) {
        token = Settings.current().secret("beamlet.metrics.token").orElse(null);
        gauge(
                "beamlet.outbox.tasks",
                "Tasks that the broker has not confirmed",
                () -> known(() -> service.outbox().size()));
        gauge(
                "beamlet.outbox.results",
                "Results that their streams have not confirmed",
                () -> known(() -> service.streamOutbox().size()));
        gauge(
                "beamlet.broker.up",
                "1 while all connections to the broker are open",
                () -> service.brokerConnected() ? 1 : 0);
        gauge(
                "beamlet.store.up",
                "1 while the database answers",
                () ->
                        known(
                                                () -> {
                                                    service.store().ping();
                                                    return 1L;
                                                })
                                        .isNaN()
                                ? 0
                                : 1);
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    /** What cannot be asked is not a number. */
    private static Double known(Supplier<Long> question) {
        try {
            return question.get().doubleValue();
        } catch (BeamletException _) {
            return Double.NaN;
        }
    }

    void guard(@Observes Filters filters) {
        filters.register(this::check, FIRST);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!String.valueOf(request.path()).startsWith(PATH)
                || isLocal(request)
                || hasToken(request)) {
            context.next();
            return;
        }
        context.response()
                .setStatusCode(UNAUTHORIZED)
                .end("send `Authorization: Bearer` with the token of beamlet.metrics.token-file\n");
    }

    /** A proxy on this host speaks for others. */
    private static boolean isLocal(HttpServerRequest request) {
        String host = request.remoteAddress().hostAddress();
        return host != null
                && (host.startsWith("127.") || host.equals("::1") || host.equals("0:0:0:0:0:0:0:1"))
                && request.getHeader("X-Forwarded-For") == null
                && request.getHeader("Forwarded") == null;
    }

    private boolean hasToken(HttpServerRequest request) {
        String header = request.getHeader("Authorization");
        return token != null
                && header != null
                && MessageDigest.isEqual(
                        (SCHEME + token).getBytes(StandardCharsets.UTF_8),
                        header.getBytes(StandardCharsets.UTF_8));
    }
}
