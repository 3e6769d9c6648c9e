package org.beamlet.client.connect;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.login.TokenSource;
import org.beamlet.protocol.net.Connections;

/** A service elsewhere, as {@code http://localhost:PORT} for the programs of one user. */
public final class Forwarder implements AutoCloseable {
    private static final int WAITING = 128;

    static {
        // Read once by the JDK's server: answers leave at once, and nobody holds a place for ever.
        Map.of(
                        "sun.net.httpserver.nodelay", "true",
                        "sun.net.httpserver.maxReqTime", "300",
                        "jdk.httpserver.maxConnections", "1024")
                .forEach((name, value) -> {
                    if (System.getProperty(name) == null) {
                        System.setProperty(name, value);
                    }
                });
    }

    private final List<HttpServer> servers = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final String secret = Gate.newSecret();
    private final PeerOwner peers = PeerOwner.ofThisSystem();
    private final Upstream upstream;
    private final Tunnels tunnels;
    private final Door door;

    private Forwarder(
            URI service, TokenSource tokens, Connections connections, Consumer<String> reader) {
        Gate gate = new Gate(secret, peers);
        Notes notes = new Notes(reader);
        this.upstream = new Upstream(service, connections);
        this.tunnels = new Tunnels(connections, gate, notes);
        this.door = new Door(gate, upstream, tokens, tunnels, notes);
    }

    /**
     * Starts forwarding.
     *
     * @param port on loopback; 0 for any that is free
     * @param tokens the user's tokens for the service
     * @param reader told, in one line each, what whoever runs this should know
     */
    public static Forwarder start(
            URI service,
            int port,
            TokenSource tokens,
            Connections connections,
            Consumer<String> reader) {
        Forwarder forwarder = new Forwarder(service, tokens, connections, reader);
        try {
            forwarder.listen(port);
            return forwarder;
        } catch (BeamletException e) {
            forwarder.close();
            throw e;
        }
    }

    /**
     * Listens on every address that {@code localhost} may mean: on one that was left free, another
     * user could play the service.
     */
    private void listen(int port) {
        int wanted = port;
        for (String host : List.of("127.0.0.1", "::1")) {
            try {
                InetAddress address = InetAddress.ofLiteral(host);
                if (NetworkInterface.getByInetAddress(address) == null) {
                    continue;
                }
                HttpServer server =
                        HttpServer.create(new InetSocketAddress(address, wanted), WAITING);
                servers.add(server);
                wanted = server.getAddress().getPort();
                server.createContext("/", door);
                server.setExecutor(threads);
                server.start();
            } catch (BindException e) {
                throw taken(host, wanted, e);
            } catch (IOException e) {
                throw new BeamletException(
                        ErrorCode.COMMAND_FAILED,
                        "%s port %d cannot be opened: %s".formatted(host, wanted, e.getMessage()),
                        "try another with --port",
                        e);
            }
        }
    }

    private static BeamletException taken(String host, int port, BindException cause) {
        return new BeamletException(
                ErrorCode.ALREADY_RUNNING,
                "port %d of %s is taken".formatted(port, host),
                "end what listens there (`ss -ltnp`), or use beamlet_sdk, which needs no port",
                cause);
    }

    public int port() {
        return servers.getFirst().getAddress().getPort();
    }

    /** {@return what programs must send as their bearer token} */
    public String secret() {
        return secret;
    }

    /** {@return whether the system tells whose program is at the other end of a connection} */
    public boolean seesOwners() {
        return peers.available();
    }

    @Override
    public void close() {
        servers.forEach(server -> server.stop(0));
        tunnels.close();
        door.close();
        upstream.close();
        threads.shutdownNow();
    }
}
