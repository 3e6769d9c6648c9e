package org.beamlet.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.ErrorBody;
import org.beamlet.protocol.rest.RequestKey;

/** A service on loopback that answers as it is told and remembers what it was asked. */
public final class FakeService implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Function<Call, Answer>> routes = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    /**
     * What was asked.
     *
     * @param requestKey what tells it and its repetitions from others; empty if it came without
     * @param body null in JSON where there was none
     */
    public record Call(
            String method, String path, String authorization, String requestKey, JsonNode body) {}

    /** What is answered. */
    public record Answer(int status, Object body, Map<String, String> headers) {
        public static Answer ok(Object body) {
            return new Answer(200, body, Map.of());
        }

        public static Answer error(BeamletException error) {
            return new Answer(error.code().httpStatus(), ErrorBody.of(error, "r"), Map.of());
        }

        public static Answer status(int status) {
            return new Answer(status, Map.of("code", "X", "message", "status " + status), Map.of());
        }
    }

    public FakeService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** Answers calls of a method and path (without query) so. */
    public void on(String route, Function<Call, Answer> answer) {
        routes.put(route, answer);
    }

    public void on(String route, Object body) {
        on(route, _ -> Answer.ok(body));
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] sent = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().toString();
        Call call =
                new Call(
                        exchange.getRequestMethod(),
                        path,
                        String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                        Objects.requireNonNullElse(
                                exchange.getRequestHeaders().getFirst(RequestKey.HEADER), ""),
                        body(exchange, sent));
        calls.add(call);
        String route = call.method() + " " + exchange.getRequestURI().getPath();
        Answer answer = routes.getOrDefault(route, _ -> Answer.status(404)).apply(call);
        byte[] body =
                answer.body() instanceof String text
                        ? text.getBytes(java.nio.charset.StandardCharsets.UTF_8)
                        : Json.writeBytes(answer.body());
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static JsonNode body(HttpExchange exchange, byte[] sent) {
        String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
        if (type.equals("application/octet-stream")) {
            return Json.NODES.binaryNode(sent);
        }
        return sent.length == 0
                ? Json.NODES.nullNode()
                : Json.read(sent, 0, sent.length, JsonNode.class);
    }

    /** {@return the calls of a method and path, in order} */
    public List<Call> calls(String route) {
        return calls.stream()
                .filter(one -> (one.method() + " " + one.path()).startsWith(route))
                .toList();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public BeamletClient client() {
        return new BeamletClient(url(), "secret");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
