package org.beamlet.cloud.broker.rabbitmq;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.broker.BrokerLogin;
import org.beamlet.cloud.broker.BrokerSettings;
import org.beamlet.cloud.broker.LoginNames;
import org.beamlet.cloud.broker.Tls;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskGroupId;

/**
 * RabbitMQ through its management plug-in: a user for each endpoint and stream login, with
 * permissions on its queues and topic permissions on its routing keys.
 */
public final class RabbitMqAdmin implements BrokerAdmin {
    private static final String NONE = "^$";
    private static final Duration DISCONNECT = Duration.ofSeconds(15);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final String PERMISSIONS = "permissions";
    private static final String TOPIC_PERMISSIONS = "topic-permissions";

    private final ManagementApi api;
    private final BrokerLogin service;
    private final QueueDepth depth;
    private final String host;
    private final SSLContext tls;
    private final boolean policies;
    private final BrokerLogin address;

    /**
     * @param management where the management plug-in listens, such as {@code
     *     https://rabbit.example.org:15671}
     * @param service a user with the tag {@code administrator} and all rights on its virtual host;
     *     the logins that are made have its host, port, virtual host and TLS
     */
    public RabbitMqAdmin(URI management, BrokerLogin service) {
        this(
                new BrokerSettings.RabbitMq(service, management, Optional.empty(), false),
                service.host(),
                service.port());
    }

    private RabbitMqAdmin(BrokerSettings.RabbitMq rabbit, String publicHost, int publicPort) {
        this.service = rabbit.login();
        this.tls = Tls.trusting(rabbit.trusted().orElse(null));
        this.api = new ManagementApi(rabbit.management(), service.user(), service.password(), tls);
        this.depth = new QueueDepth(service, tls);
        this.host = service.virtualHost();
        this.policies = rabbit.policies();
        this.address = new BrokerLogin("", "", publicHost, publicPort, host, service.tls());
    }

    /** Works with a RabbitMQ as it was set, and prepares its virtual host. */
    public static RabbitMqAdmin open(BrokerSettings.RabbitMq rabbit, BrokerSettings settings) {
        RabbitMqAdmin admin =
                new RabbitMqAdmin(
                        rabbit,
                        settings.publicHost().orElse(rabbit.login().host()),
                        settings.publicPort().orElse(rabbit.login().port()));
        try {
            admin.prepareHost();
        } catch (RuntimeException e) {
            admin.close();
            throw e;
        }
        return admin;
    }

    /** Everything is in a virtual host of the service's own, which is made where it is missing. */
    private void prepareHost() {
        if (!api.has("vhosts", host)) {
            api.put(Map.of(), "vhosts", host);
        }
        Map<String, String> all = Map.of("configure", ".*", "write", ".*", "read", ".*");
        api.put(all, PERMISSIONS, host, service.user());
        if (policies) {
            Policies.set(api, host);
        }
    }

    @Override
    public void declareTopology() {
        topic(AmqpNames.RESULTS_EXCHANGE, AmqpNames.RESULTS_QUEUE, AmqpNames.RESULTS_BINDING);
        topic(
                AmqpNames.HEARTBEATS_EXCHANGE,
                AmqpNames.HEARTBEATS_QUEUE,
                AmqpNames.HEARTBEATS_BINDING);
    }

    @Override
    public void declareEndpoint(EndpointId endpoint) {
        queue(AmqpNames.taskQueue(endpoint));
        queue(AmqpNames.commandQueue(endpoint));
    }

    @Override
    public void declareManager(EndpointId manager) {
        queue(AmqpNames.commandQueue(manager));
    }

    @Override
    public void declareUserEndpoint(EndpointId endpoint) {
        queue(AmqpNames.taskQueue(endpoint));
    }

    @Override
    public void declareStream(UUID owner, TaskGroupId group) {
        queue(BrokerAdmin.streamPrefix(owner) + group);
    }

    @Override
    public void deleteEndpoint(EndpointId endpoint) {
        endLogins(endpoint);
        api.delete("queues", host, AmqpNames.taskQueue(endpoint));
        api.delete("queues", host, AmqpNames.commandQueue(endpoint));
    }

    @Override
    public void endLogins(EndpointId endpoint) {
        for (JsonNode user : api.get("users")) {
            String name = user.path("name").asText();
            if (LoginNames.isOf(endpoint, name)) {
                revoke(name);
            }
        }
    }

    @Override
    public void deleteStream(UUID owner, TaskGroupId group) {
        api.delete("queues", host, BrokerAdmin.streamPrefix(owner) + group);
    }

    @Override
    public BrokerLogin endpointLogin(EndpointId endpoint) {
        String user = LoginNames.endpoint(endpoint);
        // Deleting a user is what makes RabbitMQ end its connections; a new password does not.
        revoke(user);
        BrokerLogin login = create(user);
        permit(user, "^(results|heartbeats)$", "^%s\\.(tasks|commands)$".formatted(endpoint));
        permitResults(user, endpoint);
        permitHeartbeats(user, endpoint);
        return login;
    }

    @Override
    public BrokerLogin managerLogin(EndpointId manager) {
        String user = LoginNames.manager(manager);
        revoke(user);
        BrokerLogin login = create(user);
        permit(user, "^heartbeats$", "^%s\\.commands$".formatted(manager));
        permitHeartbeats(user, manager);
        return login;
    }

    @Override
    public BrokerLogin userEndpointLogin(EndpointId endpoint) {
        String user = LoginNames.userEndpoint(endpoint, Clock.systemUTC().instant());
        BrokerLogin login = create(user);
        permit(user, "^(results|heartbeats)$", "^%s\\.tasks$".formatted(endpoint));
        permitResults(user, endpoint);
        permitHeartbeats(user, endpoint);
        return login;
    }

    private void permitResults(String user, EndpointId endpoint) {
        permitTopic(user, AmqpNames.RESULTS_EXCHANGE, AmqpNames.resultsKey(endpoint));
    }

    private void permitHeartbeats(String user, EndpointId endpoint) {
        permitTopic(user, AmqpNames.HEARTBEATS_EXCHANGE, AmqpNames.heartbeatsKey(endpoint));
    }

    @Override
    public BrokerLogin streamLogin(UUID owner) {
        String user = LoginNames.stream(owner, Clock.systemUTC().instant());
        BrokerLogin login = create(user);
        permit(user, NONE, "^" + BrokerAdmin.streamPrefix(owner).replace(".", "\\."));
        return login;
    }

    @Override
    public BrokerLogin serviceLogin() {
        return service;
    }

    @Override
    public SSLContext tls() {
        return tls;
    }

    @Override
    public void revoke(String user) {
        api.delete("users", user);
        awaitDisconnected(user);
    }

    @Override
    public void revokeEndpoint(EndpointId endpoint) {
        for (JsonNode user : api.get("users")) {
            String name = user.path("name").asText();
            if (LoginNames.isOf(endpoint, name)) {
                revoke(name);
            }
        }
    }

    @Override
    public void revokeStreams(UUID owner) {
        for (JsonNode user : api.get("users")) {
            String name = user.path("name").asText();
            if (LoginNames.streamOwnerOf(name).filter(owner::equals).isPresent()) {
                revoke(name);
            }
        }
    }

    @Override
    public void expireLogins(Instant madeBefore) {
        for (JsonNode user : api.get("users")) {
            String name = user.path("name").asText();
            Optional<Instant> made = LoginNames.madeAt(name);
            if (made.isPresent() && made.get().isBefore(madeBefore) && !isConnected(name)) {
                revoke(name);
            }
        }
    }

    @Override
    public long depth(String queue) {
        return depth.of(queue);
    }

    @Override
    public void close() {
        depth.close();
        api.close();
    }

    private void topic(String exchange, String queue, String binding) {
        api.put(Map.of("type", "topic", "durable", true), "exchanges", host, exchange);
        queue(queue);
        Map<String, Object> key = Map.of("routing_key", binding, "arguments", Map.of());
        api.post(key, "bindings", host, "e", exchange, "q", queue);
    }

    private void queue(String name) {
        api.put(Map.of("durable", true, "auto_delete", false), "queues", host, name);
    }

    private BrokerLogin create(String user) {
        String password = LoginNames.newPassword();
        api.put(Map.of("password", password, "tags", ""), "users", user);
        return new BrokerLogin(user, password, address.host(), address.port(), host, service.tls());
    }

    /** RabbitMQ ends the connections of a deleted user by itself, a moment later. */
    private void awaitDisconnected(String user) {
        long deadline = System.nanoTime() + DISCONNECT.toNanos();
        while (isConnected(user)) {
            if (System.nanoTime() > deadline) {
                throw new BeamletException(
                        ErrorCode.BROKER_UNREACHABLE,
                        "RabbitMQ kept connections of user '%s' open after it was deleted"
                                .formatted(user),
                        "close them in RabbitMQ's management and see its log");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private boolean isConnected(String user) {
        return !api.get("connections", "username", user).isEmpty();
    }

    private void permit(String user, String write, String read) {
        Map<String, String> rights = Map.of("configure", NONE, "write", write, "read", read);
        api.put(rights, PERMISSIONS, host, user);
    }

    private void permitTopic(String user, String exchange, String key) {
        String only = "^" + key.replace(".", "\\.") + "$";
        Map<String, String> rights = Map.of("exchange", exchange, "write", only, "read", NONE);
        api.put(rights, TOPIC_PERMISSIONS, host, user);
    }
}
