package org.beamlet.conformance.sdk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.beamlet.conformance.stack.Forwarder;
import org.beamlet.conformance.stack.FreePort;
import org.beamlet.conformance.stack.ServiceUnderTest;

/**
 * How two users' SDKs reach a service: as it is, or, where it speaks TLS, each through a forwarder
 * of their own. Endpoints are elsewhere, and reach it themselves.
 *
 * @param order what the peer is told
 * @param environment what it needs beside
 */
@SuppressWarnings("try") // Waiting for processes may be interrupted.
record Reach(Map<String, String> order, Map<String, String> environment, List<Forwarder> forwarders)
        implements AutoCloseable {

    /**
     * Prepares it.
     *
     * @param port on which the first user's forwarder is to listen, where there is one
     */
    static Reach of(ServiceUnderTest service, Path folder, int port)
            throws IOException, InterruptedException {
        String distinct = UUID.randomUUID().toString();
        String alice = service.token("alice-" + distinct);
        String bob = service.token("bob-" + distinct);
        Map<String, String> order = new LinkedHashMap<>();
        order.put("url", service.url());
        order.put("token", alice);
        order.put("other_token", bob);
        order.put("access_log", service.accessLog().toString());
        if (service.authority().isEmpty()) {
            return new Reach(order, Map.of(), List.of());
        }
        String authority = service.authority().get().toString();
        order.put("direct_url", service.url());
        order.put("direct_token", alice);
        List<Forwarder> forwarders = new ArrayList<>();
        try {
            Forwarder first = forwarder(service, folder.resolve("alice"), port, alice, authority);
            forwarders.add(first);
            Forwarder second =
                    forwarder(service, folder.resolve("bob"), FreePort.find(), bob, authority);
            forwarders.add(second);
            order.put("url", first.url());
            order.put("token", first.localToken());
            order.put("other_url", second.url());
            order.put("other_token", second.localToken());
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            closeAll(forwarders);
            throw e;
        }
        // For the endpoint, which is in the same process: the one is for REST, the other for AMQPS.
        Map<String, String> trust =
                Map.of("GLOBUS_SDK_VERIFY_SSL", authority, "SSL_CERT_FILE", authority);
        return new Reach(order, trust, forwarders);
    }

    private static Forwarder forwarder(
            ServiceUnderTest service, Path home, int port, String token, String authority)
            throws IOException, InterruptedException {
        Map<String, String> user = new HashMap<>();
        user.put("BEAMLET_HOME", Files.createDirectories(home).toString());
        user.put("BEAMLET_TOKEN", token);
        user.put("BEAMLET_CA", authority);
        return Forwarder.start(user, service.url(), port);
    }

    private static void closeAll(List<Forwarder> forwarders)
            throws IOException, InterruptedException {
        for (Forwarder forwarder : forwarders) {
            forwarder.close();
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        closeAll(forwarders);
    }
}
