package org.beamlet.benchmarks.agent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.beamlet.agent.home.ServiceAddress;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.beamlet.protocol.rest.EndpointRegistration.QueueInfo;

/** Tells an agent where its queues are, and wants all that it has. */
final class StubService implements AutoCloseable {
    private final EndpointId endpoint;
    private final String broker;
    private final HttpServer http;

    StubService(EndpointId endpoint, String broker) throws IOException {
        this.endpoint = endpoint;
        this.broker = broker;
        String owner = UUID.randomUUID().toString();
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/v3/endpoints", exchange -> answer(exchange, registration()));
        http.createContext("/beamlet/v1/endpoints", StubService::current);
        http.createContext(
                "/beamlet/v1/whoami", exchange -> answer(exchange, Map.of("user_id", owner)));
        http.start();
    }

    ServiceAddress address() {
        return new ServiceAddress(
                URI.create("http://127.0.0.1:" + http.getAddress().getPort()), "token");
    }

    private EndpointRegistration.Answer registration() {
        return new EndpointRegistration.Answer(
                endpoint.toString(),
                queue("", AmqpNames.commandQueue(endpoint), ""),
                queue("heartbeats", "heartbeats", AmqpNames.heartbeatsKey(endpoint)),
                queue("", AmqpNames.taskQueue(endpoint), ""),
                queue("results", "results", AmqpNames.resultsKey(endpoint)),
                List.of(),
                1L);
    }

    private QueueInfo queue(String exchange, String queue, String key) {
        return new QueueInfo(
                broker,
                exchange,
                queue,
                Map.of("exchange", exchange, "routing_key", key, "mandatory", true));
    }

    private static void current(HttpExchange exchange) throws IOException {
        byte[] asked = exchange.getRequestBody().readAllBytes();
        ObjectNode answer = Json.NODES.objectNode();
        ArrayNode current = answer.putArray("current");
        Json.read(asked, 0, asked.length, ObjectNode.class)
                .path("tasks")
                .fieldNames()
                .forEachRemaining(current::add);
        answer(exchange, answer);
    }

    private static void answer(HttpExchange exchange, Object body) throws IOException {
        byte[] bytes = Json.writeBytes(body);
        var _ = exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
