package org.beamlet.agent.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.beamlet.agent.home.ServiceAddress;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.id.UuidText;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.payload.ResultReference;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.beamlet.protocol.rest.EndpointRegistration.QueueInfo;
import org.beamlet.protocol.rest.TaskNewsReport;
import org.beamlet.worker.artifact.Hashes;

/** Plays the service for one endpoint: registers it, sends it tasks, collects its outcomes. */
final class TestService implements AutoCloseable {
    final EndpointId endpoint;
    final UUID owner = UUID.randomUUID();
    final Set<String> stale = ConcurrentHashMap.newKeySet();
    final Map<String, String> artifacts = new ConcurrentHashMap<>();
    final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    final BlockingQueue<String> given = new LinkedBlockingQueue<>();
    final AtomicInteger refusals = new AtomicInteger();
    final BlockingQueue<TaskNewsReport> news = new LinkedBlockingQueue<>();

    /** Of objects with more bytes only the hash is kept. */
    private static final long LARGE = 64 << 20;

    private final TestBroker broker;
    private final HttpServer http;
    private Connection connection;
    private Channel channel;

    TestService(TestBroker broker) throws Exception {
        this(broker, EndpointId.random());
    }

    TestService(TestBroker broker, EndpointId endpoint) throws Exception {
        this.broker = broker;
        this.endpoint = endpoint;
        broker.declare(endpoint);
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/v3/endpoints", this::register);
        http.createContext("/beamlet/v1/endpoints", this::reconcile);
        http.createContext(
                "/beamlet/v1/whoami",
                exchange -> answer(exchange, Map.of("user_id", owner.toString())));
        http.createContext("/beamlet/v1/artifacts", this::keep);
        http.start();
        connection = broker.connect();
        channel = connection.createChannel();
    }

    /** Connects again, after the broker was restarted. */
    void reconnect() throws Exception {
        connection.abort();
        connection = broker.connect();
        channel = connection.createChannel();
    }

    ServiceAddress address() {
        return new ServiceAddress(
                URI.create("http://127.0.0.1:" + http.getAddress().getPort()), "token");
    }

    /** A manager is told less, and those that it has started register by their own ids. */
    private void register(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String last = path.substring(path.lastIndexOf('/') + 1);
        EndpointId id = UuidText.isUuid(last) ? EndpointId.parse(last) : endpoint;
        byte[] body = exchange.getRequestBody().readAllBytes();
        JsonNode said = Json.read(body, 0, body.length, JsonNode.class).path("metadata");
        EndpointRegistration.Answer all = registration(id);
        answer(
                exchange,
                said.has("user_config_template")
                        ? new EndpointRegistration.ManagerAnswer(
                                all.endpointId(),
                                Objects.requireNonNull(all.commandQueue()),
                                all.heartbeatQueue(),
                                List.of())
                        : all);
    }

    private EndpointRegistration.Answer registration(EndpointId endpoint) {
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
                broker.url(),
                exchange,
                queue,
                Map.of("exchange", exchange, "routing_key", key, "mandatory", true));
    }

    private void reconcile(HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().getPath().endsWith("/news")) {
            byte[] told = exchange.getRequestBody().readAllBytes();
            news.add(Json.read(told, 0, told.length, TaskNewsReport.class));
            answer(exchange, Map.of());
            return;
        }
        JsonNode asked =
                Json.read(
                        new String(
                                exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        ObjectNode answer = Json.NODES.objectNode();
        var current = answer.putArray("current");
        asked.path("tasks")
                .fieldNames()
                .forEachRemaining(id -> {
                    if (!stale.contains(id)) {
                        current.add(id);
                    }
                });
        answer(exchange, answer);
    }

    /** Keeps objects under their path and query, after as many refusals as the test wants. */
    private void keep(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("GET")) {
            give(exchange);
            return;
        }
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        boolean large = length != null && Long.parseLong(length) > LARGE;
        String content =
                large
                        ? "SHA-256 " + hash(exchange.getRequestBody())
                        : new String(
                                exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (refusals.getAndDecrement() > 0) {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
            return;
        }
        artifacts.put(exchange.getRequestURI().toString(), content);
        answer(exchange, Map.of());
    }

    private static String hash(InputStream content) throws IOException {
        MessageDigest digest = Hashes.digest();
        content.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        return Hashes.text(digest);
    }

    /** Gives objects by their hash. */
    private void give(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] object = objects.get(path.substring(path.lastIndexOf('/') + 1));
        given.add(exchange.getRequestURI().toString());
        if (object == null) {
            byte[] error =
                    Json.writeBytes(
                            Map.of("code", "ARTIFACT_NOT_FOUND", "message", "none; send it"));
            exchange.sendResponseHeaders(404, error.length);
            exchange.getResponseBody().write(error);
        } else {
            exchange.sendResponseHeaders(200, object.length);
            exchange.getResponseBody().write(object);
        }
        exchange.close();
    }

    private static void answer(HttpExchange exchange, Object body) throws IOException {
        byte[] bytes = Json.writeBytes(body);
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    TaskId submit(String function, String buffer) throws IOException {
        TaskId id = TaskId.random();
        submit(id, function, buffer);
        return id;
    }

    void submit(TaskId id, String function, String buffer) throws IOException {
        submit(id, function, buffer, owner.toString());
    }

    void submit(TaskId id, String function, String buffer, String user) throws IOException {
        submit(endpoint, id, function, buffer, user);
    }

    void submit(EndpointId to, TaskId id, String function, String buffer, String user)
            throws IOException {
        submit(to, id, function, buffer, Map.of(AmqpNames.USER, user));
    }

    /** One that asks for something of its node. */
    TaskId submitAsking(String resources, String function, String buffer) throws IOException {
        TaskId id = TaskId.random();
        submit(
                endpoint,
                id,
                function,
                buffer,
                Map.of(
                        AmqpNames.USER,
                        owner.toString(),
                        AmqpNames.RESOURCE_SPECIFICATION,
                        resources));
        return id;
    }

    private void submit(
            EndpointId to, TaskId id, String function, String buffer, Map<String, Object> more)
            throws IOException {
        Map<String, Object> headers = new HashMap<>(more);
        headers.put(AmqpNames.TASK_UUID, id.toString());
        headers.put(AmqpNames.FUNCTION_UUID, function);
        headers.put(AmqpNames.ATTEMPT, 1);
        headers.putIfAbsent(AmqpNames.RESULT_SERIALIZERS, List.of("a.B"));
        channel.basicPublish(
                "",
                AmqpNames.taskQueue(to),
                new AMQP.BasicProperties.Builder().deliveryMode(2).headers(headers).build(),
                MessageCodec.encode(new Message.Task(id.value(), buffer)));
    }

    /** One whose submitter takes references for large results. */
    TaskId submitForReference(String function, String buffer) throws IOException {
        TaskId id = TaskId.random();
        submit(
                endpoint,
                id,
                function,
                buffer,
                Map.of(
                        AmqpNames.USER,
                        owner.toString(),
                        AmqpNames.RESULT_SERIALIZERS,
                        List.of(ResultReference.WANTED)));
        return id;
    }

    /** Has the endpoint, a manager, start a user endpoint. */
    void order(EndpointId child, String options, UUID user) throws Exception {
        broker.declare(child);
        EndpointRegistration.Answer queues = registration(child);
        ObjectNode order = Json.NODES.objectNode();
        order.put("command", "cmd_start_endpoint");
        ObjectNode named = order.putObject("kwargs");
        named.put("name", "uep.%s.%s".formatted(endpoint, child));
        named.set("user_opts", Json.read(options));
        named.putObject("user_runtime").putObject("python").put("version", "3.13.1");
        ObjectNode logins = named.putObject("amqp_creds").put("endpoint_id", child.toString());
        logins.set("heartbeat_queue_info", Json.mapper().valueToTree(queues.heartbeatQueue()));
        order.put("globus_username", "somebody");
        order.put("globus_effective_identity", user.toString());
        channel.basicPublish(
                "",
                AmqpNames.commandQueue(endpoint),
                new AMQP.BasicProperties.Builder().contentType("application/json").build(),
                Json.writeBytes(order));
    }

    void cancel(TaskId id) throws IOException {
        channel.basicPublish(
                "",
                AmqpNames.commandQueue(endpoint),
                new AMQP.BasicProperties.Builder().deliveryMode(2).build(),
                MessageCodec.encode(new Message.TaskCancel(id.value())));
    }

    /** {@return the next outcome} */
    Message.Result result() throws Exception {
        return (Message.Result) next(AmqpNames.RESULTS_QUEUE, Duration.ofSeconds(30));
    }

    List<Message.Result> results(int count) throws Exception {
        List<Message.Result> results = new ArrayList<>();
        while (results.size() < count) {
            results.add(result());
        }
        return results;
    }

    Message.StatusReport report() throws Exception {
        return (Message.StatusReport) next(AmqpNames.HEARTBEATS_QUEUE, Duration.ofSeconds(30));
    }

    void forgetReports() throws IOException {
        channel.queuePurge(AmqpNames.HEARTBEATS_QUEUE);
    }

    long waitingResults() throws IOException {
        return channel.messageCount(AmqpNames.RESULTS_QUEUE);
    }

    private Message next(String queue, Duration limit) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline) {
            GetResponse got = channel.basicGet(queue, true);
            if (got != null) {
                return MessageCodec.decode(got.getBody());
            }
            Thread.sleep(5);
        }
        throw new AssertionError("nothing came through " + queue);
    }

    @Override
    public void close() {
        connection.abort();
        http.stop(0);
    }
}
