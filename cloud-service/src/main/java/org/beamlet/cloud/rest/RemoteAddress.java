package org.beamlet.cloud.rest;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where the present request comes from. */
@ApplicationScoped
public class RemoteAddress {
    private final CurrentVertxRequest request;

    @Inject
    public RemoteAddress(CurrentVertxRequest request) {
        this.request = request;
    }

    /** {@return the address as text; empty where there is none, as on a Unix socket} */
    String text() {
        RoutingContext context = request.getCurrent();
        SocketAddress address = context == null ? null : context.request().remoteAddress();
        String text = address == null ? null : address.hostAddress();
        return text == null ? "" : text;
    }

    boolean isLoopback() {
        try {
            return !text().isEmpty() && InetAddress.getByName(text()).isLoopbackAddress();
        } catch (UnknownHostException _) {
            // Not an address: certainly not the loopback one.
            return false;
        }
    }
}
