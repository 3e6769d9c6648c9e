package org.beamlet.cloud.peer;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.broker.BrokerLogin;
import org.beamlet.cloud.broker.embedded.EmbeddedBroker;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskGroupId;

/**
 * An embedded broker that a test stops and starts again in the same folder and on the same port.
 */
public final class RestartableBroker implements BrokerAdmin {
    private final Path folder;
    private final int port;
    private volatile EmbeddedBroker broker;

    public RestartableBroker(Path folder) {
        this.folder = folder;
        this.broker = EmbeddedBroker.start(folder, 0);
        this.port = broker.port();
    }

    public void stop() {
        broker.close();
    }

    public void start() {
        broker = EmbeddedBroker.start(folder, port);
    }

    @Override
    public void declareTopology() {
        broker.declareTopology();
    }

    @Override
    public void declareEndpoint(EndpointId endpoint) {
        broker.declareEndpoint(endpoint);
    }

    @Override
    public void declareManager(EndpointId manager) {
        broker.declareManager(manager);
    }

    @Override
    public void declareUserEndpoint(EndpointId endpoint) {
        broker.declareUserEndpoint(endpoint);
    }

    @Override
    public void declareStream(UUID owner, TaskGroupId group) {
        broker.declareStream(owner, group);
    }

    @Override
    public void deleteEndpoint(EndpointId endpoint) {
        broker.deleteEndpoint(endpoint);
    }

    @Override
    public void deleteStream(UUID owner, TaskGroupId group) {
        broker.deleteStream(owner, group);
    }

    @Override
    public BrokerLogin endpointLogin(EndpointId endpoint) {
        return broker.endpointLogin(endpoint);
    }

    @Override
    public BrokerLogin managerLogin(EndpointId manager) {
        return broker.managerLogin(manager);
    }

    @Override
    public BrokerLogin userEndpointLogin(EndpointId endpoint) {
        return broker.userEndpointLogin(endpoint);
    }

    @Override
    public BrokerLogin streamLogin(UUID owner) {
        return broker.streamLogin(owner);
    }

    @Override
    public BrokerLogin serviceLogin() {
        return broker.serviceLogin();
    }

    @Override
    public String expiration(Duration life) {
        return broker.expiration(life);
    }

    @Override
    public void endLogins(EndpointId endpoint) {
        broker.endLogins(endpoint);
    }

    @Override
    public void revoke(String user) {
        broker.revoke(user);
    }

    @Override
    public void revokeEndpoint(EndpointId endpoint) {
        broker.revokeEndpoint(endpoint);
    }

    @Override
    public void revokeStreams(UUID owner) {
        broker.revokeStreams(owner);
    }

    @Override
    public void expireLogins(Instant madeBefore) {
        broker.expireLogins(madeBefore);
    }

    @Override
    public long depth(String queue) {
        return broker.depth(queue);
    }

    @Override
    public void close() {
        broker.close();
    }
}
