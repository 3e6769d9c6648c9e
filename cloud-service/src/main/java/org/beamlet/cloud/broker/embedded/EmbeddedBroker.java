package org.beamlet.cloud.broker.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.broker.BrokerLogin;
import org.beamlet.cloud.broker.LoginNames;
import org.beamlet.cloud.broker.NetworkAccess;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskGroupId;
import org.jspecify.annotations.Nullable;

/**
 * Qpid Broker-J inside this JVM: durable in a folder, reachable on 127.0.0.1 only.
 *
 * <p>The service's own password is new at every start and kept nowhere; those of endpoints and
 * clients outlive a restart, as salted hashes. A passive declare (does this queue exist?) is open
 * to every user: Broker-J, like RabbitMQ, asks no permission for it.
 */
public final class EmbeddedBroker implements BrokerAdmin {
    private static final String HOST = "127.0.0.1";

    private final BrokerFolder folder;
    private final BrokerSystem system;
    private final Users users;
    private final Topology topology;
    private final int port;
    private final BrokerLogin serviceLogin;
    private final Optional<NetworkPort> network;
    private final BrokerLogin address;
    private boolean closed;

    private EmbeddedBroker(
            BrokerFolder folder,
            BrokerSystem system,
            BrokerParts parts,
            Optional<NetworkAccess> access) {
        this.folder = folder;
        this.system = system;
        this.users = new Users(parts);
        this.topology = new Topology(parts.host());
        this.port = parts.listener().getBoundPort();
        BrokerLogin loopback = new BrokerLogin("", "", HOST, port, "/", false);
        this.network =
                access.map(how ->
                        system.asAdministrator(
                                () -> NetworkPort.open(parts.broker(), folder.path(), how)));
        this.address =
                access.map(how ->
                                new BrokerLogin(
                                        "",
                                        "",
                                        how.publicHost(),
                                        how.publicPort() > 0
                                                ? how.publicPort()
                                                : network.orElseThrow().port(),
                                        "/",
                                        true))
                        .orElse(loopback);
        this.serviceLogin = system.asAdministrator(() -> renew(LoginNames.SERVICE, loopback));
    }

    /**
     * Starts a broker and returns once it takes connections.
     *
     * @param folder where it keeps messages, users and configuration; made if absent
     * @param port where it listens; 0 for a free one, see {@link #port}
     * @throws BeamletException with code BROKER_UNREACHABLE and what to do
     */
    public static EmbeddedBroker start(Path folder, int port) {
        return start(folder, port, Optional.empty());
    }

    /**
     * As above, and reachable from other hosts.
     *
     * @param access how; nothing for loopback only
     */
    public static EmbeddedBroker start(Path folder, int port, Optional<NetworkAccess> access) {
        BrokerFolder prepared = BrokerFolder.prepare(folder);
        BrokerSystem system;
        try {
            system = BrokerSystem.open(prepared.attributes(port));
        } catch (RuntimeException e) {
            throw new BeamletException(
                    ErrorCode.BROKER_UNREACHABLE,
                    "the broker in '%s' did not start: %s".formatted(prepared.path(), reason(e)),
                    "check that no other service uses this folder; if config.json is damaged,"
                            + " restore it from a backup or move the folder away to start empty",
                    e);
        }
        try {
            StartCheck check = new StartCheck(prepared, system.broker(), port);
            BrokerParts parts = system.asAdministrator(check::parts);
            return new EmbeddedBroker(prepared, system, parts, access);
        } catch (RuntimeException e) {
            system.close();
            throw e;
        }
    }

    /** {@return where it keeps everything} */
    public Path folder() {
        return folder.path();
    }

    /** {@return the port that it listens on} */
    public int port() {
        return port;
    }

    /** Takes the certificate of the port for other hosts from its files again. */
    public void reloadCertificate() {
        network.ifPresent(port -> run("take its certificate anew", port::reload));
    }

    /** Copies queues, messages and users into a folder, as they are now. */
    public synchronized void copyTo(Path target) {
        try {
            BrokerCopy.make(folder, target);
        } catch (IOException | RuntimeException e) {
            throw failed("be copied", reason(e), e);
        }
    }

    @Override
    public void declareTopology() {
        run(
                "declare its exchanges",
                () -> {
                    topology.topic(
                            AmqpNames.RESULTS_EXCHANGE,
                            AmqpNames.RESULTS_QUEUE,
                            AmqpNames.RESULTS_BINDING);
                    topology.topic(
                            AmqpNames.HEARTBEATS_EXCHANGE,
                            AmqpNames.HEARTBEATS_QUEUE,
                            AmqpNames.HEARTBEATS_BINDING);
                });
    }

    @Override
    public void declareEndpoint(EndpointId endpoint) {
        eachQueue("declare", endpoint, topology::queue);
    }

    @Override
    public void declareManager(EndpointId manager) {
        declareQueue(AmqpNames.commandQueue(manager));
    }

    @Override
    public void declareUserEndpoint(EndpointId endpoint) {
        declareQueue(AmqpNames.taskQueue(endpoint));
    }

    @Override
    public void declareStream(UUID owner, TaskGroupId group) {
        declareQueue(BrokerAdmin.streamPrefix(owner) + group);
    }

    private void declareQueue(String queue) {
        run("declare queue '%s'".formatted(queue), () -> topology.queue(queue));
    }

    @Override
    public void deleteEndpoint(EndpointId endpoint) {
        endLogins(endpoint);
        eachQueue("delete", endpoint, topology::delete);
    }

    @Override
    public void endLogins(EndpointId endpoint) {
        run("end the logins of endpoint " + endpoint, () -> users.endAllOf(endpoint));
    }

    @Override
    public void deleteStream(UUID owner, TaskGroupId group) {
        String queue = BrokerAdmin.streamPrefix(owner) + group;
        run("delete queue '%s'".formatted(queue), () -> topology.delete(queue));
    }

    @Override
    public BrokerLogin endpointLogin(EndpointId endpoint) {
        return login(LoginNames.endpoint(endpoint));
    }

    @Override
    public BrokerLogin managerLogin(EndpointId manager) {
        return login(LoginNames.manager(manager));
    }

    @Override
    public BrokerLogin userEndpointLogin(EndpointId endpoint) {
        return login(LoginNames.userEndpoint(endpoint, Clock.systemUTC().instant()));
    }

    @Override
    public BrokerLogin streamLogin(UUID owner) {
        return login(LoginNames.stream(owner, Clock.systemUTC().instant()));
    }

    private BrokerLogin login(String user) {
        return administer("make login '%s'".formatted(user), () -> renew(user, address));
    }

    @Override
    public BrokerLogin serviceLogin() {
        return serviceLogin;
    }

    /** Broker-J 10.1.0 takes the number for a time, in milliseconds since the epoch. */
    @Override
    public String expiration(Duration life) {
        return Long.toString(Clock.systemUTC().instant().plus(life).toEpochMilli());
    }

    @Override
    public void revoke(String user) {
        run("end login '%s'".formatted(user), () -> users.end(user));
    }

    @Override
    public void revokeEndpoint(EndpointId endpoint) {
        run("end the logins of endpoint " + endpoint, () -> users.endAllOf(endpoint));
    }

    @Override
    public void revokeStreams(UUID owner) {
        run("end the stream logins of '%s'".formatted(owner), () -> users.endStreamLogins(owner));
    }

    @Override
    public void expireLogins(Instant madeBefore) {
        run("end old logins", () -> users.endIdleLogins(madeBefore));
    }

    @Override
    public long depth(String queue) {
        return administer("look at queue '%s'".formatted(queue), () -> topology.depth(queue));
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            run("close its connections", users::disconnectAll);
            closed = true;
            system.close();
        }
    }

    private BrokerLogin renew(String user, BrokerLogin at) {
        return new BrokerLogin(
                user, users.renew(user), at.host(), at.port(), at.virtualHost(), at.tls());
    }

    private void eachQueue(String verb, EndpointId endpoint, Consumer<String> action) {
        run(
                "%s the queues of endpoint %s".formatted(verb, endpoint),
                () -> {
                    action.accept(AmqpNames.taskQueue(endpoint));
                    action.accept(AmqpNames.commandQueue(endpoint));
                });
    }

    private void run(String what, Runnable work) {
        administer(
                what,
                () -> {
                    work.run();
                    return "";
                });
    }

    /** One at a time: look-and-create must not race with itself. */
    private synchronized <T> T administer(String what, Callable<T> work) {
        if (closed) {
            throw failed(what, "it is stopped", null);
        }
        try {
            return system.asAdministrator(work);
        } catch (RuntimeException e) {
            throw failed(what, reason(e), e);
        }
    }

    private BeamletException failed(String what, String reason, @Nullable Exception cause) {
        return new BeamletException(
                ErrorCode.BROKER_UNREACHABLE,
                "the broker in '%s' could not %s: %s".formatted(folder.path(), what, reason),
                "check that its disk has room and try again; the service's log has the cause",
                cause);
    }

    private static String reason(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
