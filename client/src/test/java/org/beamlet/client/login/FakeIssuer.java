package org.beamlet.client.login;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.beamlet.protocol.json.Json;

/** An issuer on loopback that answers as it is told; refresh tokens are good once. */
public final class FakeIssuer implements AutoCloseable {
    private final HttpServer server;
    private final Queue<Map<String, Object>> answers = new ArrayDeque<>();
    private final List<Map<String, String>> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Boolean> refreshTokens = new ConcurrentHashMap<>();
    private final AtomicInteger issued = new AtomicInteger();
    private volatile int life = 600;
    private volatile boolean away;

    public FakeIssuer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Tokens from now on live so many seconds. */
    public void life(int seconds) {
        life = seconds;
    }

    public void away(boolean isAway) {
        away = isAway;
    }

    /** Answers the next questions for a token with these errors, then with a token. */
    void refuse(String... errors) {
        for (String error : errors) {
            answers.add(Map.of("error", error));
        }
    }

    /** {@return the forms that were posted for tokens, with the header in {@code authorization}} */
    public List<Map<String, String>> asked() {
        return asked;
    }

    public int issued() {
        return issued.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        Map<String, Object> answer =
                switch (path) {
                    case "/.well-known/openid-configuration" -> document();
                    case "/device" -> device();
                    case "/token" -> token(form(body), exchange);
                    default -> Map.of();
                };
        byte[] text = Json.writeBytes(answer);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        int status = away ? 503 : answer.containsKey("error") ? 400 : 200;
        exchange.sendResponseHeaders(status, text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }

    private Map<String, Object> document() {
        return Map.of(
                "issuer", url().toString(),
                "device_authorization_endpoint", url() + "/device",
                "token_endpoint", url() + "/token",
                "revocation_endpoint", url() + "/revoke");
    }

    private Map<String, Object> device() {
        return Map.of(
                "device_code",
                "the-device",
                "user_code",
                "WDJB-MJHT",
                "verification_uri",
                url() + "/activate",
                "expires_in",
                600,
                "interval",
                1);
    }

    private synchronized Map<String, Object> token(
            Map<String, String> form, HttpExchange exchange) {
        form.put(
                "authorization",
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        asked.add(form);
        Map<String, Object> told = answers.poll();
        if (told != null) {
            return told;
        }
        String refresh = form.get("refresh_token");
        if (refresh != null && refreshTokens.remove(refresh) == null) {
            return Map.of("error", "invalid_grant");
        }
        int number = issued.incrementAndGet();
        refreshTokens.put("refresh-" + number, true);
        return Map.of(
                "access_token",
                "access-" + number,
                "refresh_token",
                "refresh-" + number,
                "id_token",
                idToken(),
                "expires_in",
                life);
    }

    private static String idToken() {
        String claims = "{\"sub\":\"42\",\"preferred_username\":\"alice\"}";
        String body =
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        return "e30." + body + ".x";
    }

    private static Map<String, String> form(byte[] body) {
        return Stream.of(new String(body, StandardCharsets.UTF_8).split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(
                        Collectors.toMap(
                                pair -> pair[0],
                                pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
