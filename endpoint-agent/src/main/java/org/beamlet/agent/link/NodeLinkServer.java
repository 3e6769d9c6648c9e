package org.beamlet.agent.link;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.beamlet.agent.certificate.EndpointAuthority;
import org.beamlet.agent.config.PortRange;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.agent.schedule.Scheduler;
import org.beamlet.node.wire.NodeLinkGrpc;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Listens for node managers, over TLS, always on the port that earlier blocks know. */
public final class NodeLinkServer {
    private static final Logger LOG = Logger.getLogger(NodeLinkServer.class);

    /** A task or an outcome may have 10 MB; base64 and UTF-8 make more of it. */
    static final int MAX_MESSAGE = 64 * 1024 * 1024;

    private static final int WINDOW = 1024 * 1024;

    /** What a stream brings is handled where it is read: nothing there waits for anything. */
    private static final ServerCallExecutorSupplier QUICK_SESSIONS = new QuickSessions();

    private static final class QuickSessions implements ServerCallExecutorSupplier {
        @Override
        public <A, B> @Nullable Executor getExecutor(ServerCall<A, B> call, Metadata headers) {
            boolean stream =
                    call.getMethodDescriptor()
                            .getFullMethodName()
                            .equals(NodeLinkGrpc.getSessionMethod().getFullMethodName());
            return stream ? Runnable::run : null;
        }
    }

    private final Server server;
    private final NioEventLoopGroup threads;
    private final String address;

    /**
     * Starts to listen.
     *
     * @param address to bind to
     * @param wanted of which one is taken, that of last time if it is free
     * @param portFile keeps the port
     */
    public NodeLinkServer(
            String address,
            PortRange wanted,
            Path portFile,
            EndpointAuthority authority,
            BlockSecrets blocks,
            Scheduler scheduler,
            TaskNews news,
            NodeFiles files,
            Duration heartbeatPeriod) {
        this.address = address;
        this.threads = new NioEventLoopGroup(2);
        NodeLinkService service =
                new NodeLinkService(authority, blocks, scheduler, news, files, heartbeatPeriod);
        this.server = listen(address, wanted, kept(portFile), authority, service);
        keep(portFile);
    }

    /** On another host of a shared home the port of last time may be somebody else's. */
    private Server listen(
            String host,
            PortRange wanted,
            int before,
            EndpointAuthority authority,
            NodeLinkService service) {
        List<Integer> ports = new ArrayList<>();
        boolean again = before > 0 && wanted.has(before);
        if (again) {
            ports.add(before);
        }
        wanted.ports().filter(port -> !again || port != before).forEach(ports::add);
        @Nullable IOException failure = null;
        for (int port : ports) {
            try {
                return start(host, port, authority, service);
            } catch (IOException e) {
                if (port == before) {
                    LOG.warnf("%s:%d cannot be listened on: %s", host, port, e.getMessage());
                }
                failure = e;
            }
        }
        var _ = threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        throw new BeamletException(
                ErrorCode.ALREADY_RUNNING,
                "no port of %s can be listened on at %s: %s"
                        .formatted(wanted, host, failure == null ? "none" : failure.getMessage()),
                "see engine.address, engine.worker_port and engine.worker_port_range in config.yaml,"
                        + " and which program holds the port",
                failure);
    }

    private Server start(
            String host, int port, EndpointAuthority authority, NodeLinkService service)
            throws IOException {
        return builder(host, port, authority, service).build().start();
    }

    private NettyServerBuilder builder(
            String host, int port, EndpointAuthority authority, NodeLinkService service)
            throws SSLException {
        EndpointAuthority.Identity own = authority.server(host);
        SslContext tls =
                GrpcSslContexts.configure(
                                SslContextBuilder.forServer(own.key(), own.certificate()),
                                SslProvider.JDK)
                        .trustManager(authority.certificate())
                        .clientAuth(ClientAuth.OPTIONAL)
                        .build();
        PeerBlock peers = new PeerBlock();
        return NettyServerBuilder.forAddress(new InetSocketAddress(host, port))
                .channelType(NioServerSocketChannel.class)
                .bossEventLoopGroup(threads)
                .workerEventLoopGroup(threads)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .callExecutor(QUICK_SESSIONS)
                .sslContext(tls)
                .maxInboundMessageSize(MAX_MESSAGE)
                // As much of each result waits in memory; it is not to grow with the connection.
                .flowControlWindow(WINDOW)
                .keepAliveTime(30, TimeUnit.SECONDS)
                .keepAliveTimeout(20, TimeUnit.SECONDS)
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addTransportFilter(peers)
                .intercept(peers)
                .addService(service);
    }

    private static int kept(Path portFile) {
        try {
            String text = Files.exists(portFile) ? Files.readString(portFile).strip() : "";
            return text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
        } catch (IOException _) {
            return 0;
        }
    }

    private void keep(Path portFile) {
        try {
            PrivateFiles.write(portFile, server.getPort() + "\n");
        } catch (IOException e) {
            LOG.warnf(e, "file=%s not written; blocks will not find a restarted agent", portFile);
        }
    }

    /** {@return where node managers find the agent, {@code host:port}} */
    public String hostAndPort() {
        return address.contains(":")
                ? "[%s]:%d".formatted(address, server.getPort())
                : "%s:%d".formatted(address, server.getPort());
    }

    public void stop() throws InterruptedException {
        server.shutdownNow();
        var _ = server.awaitTermination(2, TimeUnit.SECONDS);
        var _ = threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
