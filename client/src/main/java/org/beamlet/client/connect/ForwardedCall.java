package org.beamlet.client.connect;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** One request on its way to the service, and the answer on its way back. */
record ForwardedCall(HttpExchange exchange, Upstream upstream) {
    private static final int PIECE = 64 * 1024;
    private static final int LONGEST_ADDRESS = 64 * 1024;
    private static final int NO_BODY = -1;

    private static final Set<String> NOT_RETURNED =
            Set.of(
                    "connection",
                    "content-length",
                    "keep-alive",
                    "proxy-authenticate",
                    "set-cookie",
                    "trailer",
                    "transfer-encoding",
                    "upgrade");

    String method() {
        return exchange.getRequestMethod();
    }

    String path() {
        return exchange.getRequestURI().getPath();
    }

    /** Sends the request on. */
    HttpResponse<InputStream> send(@Nullable String token, boolean answerIsRead) {
        Map<String, List<String>> headers = new HashMap<>(exchange.getRequestHeaders());
        if (answerIsRead) {
            headers.keySet().removeIf(name -> name.equalsIgnoreCase("Accept-Encoding"));
        }
        String query = exchange.getRequestURI().getRawQuery();
        return upstream.send(
                method(),
                exchange.getRequestURI().getRawPath() + (query == null ? "" : "?" + query),
                headers,
                body(),
                token);
    }

    private BodyPublisher body() {
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        if (length != null) {
            long bytes = length(length);
            return bytes == 0
                    ? BodyPublishers.noBody()
                    : BodyPublishers.fromPublisher(
                            BodyPublishers.ofInputStream(exchange::getRequestBody), bytes);
        }
        return exchange.getRequestHeaders().containsKey("Transfer-Encoding")
                ? BodyPublishers.ofInputStream(exchange::getRequestBody)
                : BodyPublishers.noBody();
    }

    private static long length(String text) {
        try {
            return Math.max(0, Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            throw new BeamletException(
                    ErrorCode.REQUEST_MALFORMED,
                    "the length of the body is '%s'".formatted(text),
                    "send a number of bytes",
                    e);
        }
    }

    /** Sends the answer back as it comes; {@code watch} hears of every piece. */
    void answer(HttpResponse<InputStream> response, StallWatch.Entry watch) throws IOException {
        copyHeaders(response);
        OptionalLong length = response.headers().firstValueAsLong("Content-Length");
        boolean bodiless =
                method().equals("HEAD")
                        || response.statusCode() == 204
                        || response.statusCode() == 304
                        || (length.isPresent() && length.getAsLong() == 0);
        // For HttpExchange, 0 means: chunked, of a length that nobody knows yet.
        exchange.sendResponseHeaders(response.statusCode(), bodiless ? NO_BODY : length.orElse(0));
        if (bodiless) {
            return;
        }
        OutputStream out = exchange.getResponseBody();
        InputStream in = response.body();
        byte[] piece = new byte[PIECE];
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            watch.progress();
            out.write(piece, 0, read);
            if (in.available() == 0) {
                out.flush();
            }
        }
        out.close();
    }

    /** Sends another body in place of the one that came. */
    void answer(HttpResponse<InputStream> response, byte[] body) throws IOException {
        copyHeaders(response);
        exchange.sendResponseHeaders(response.statusCode(), body.length);
        exchange.getResponseBody().write(body);
    }

    /** Reads a whole answer that must be small. */
    static byte[] whole(HttpResponse<InputStream> response) throws IOException {
        byte[] all = response.body().readNBytes(LONGEST_ADDRESS + 1);
        if (all.length > LONGEST_ADDRESS) {
            throw new IOException("the answer is longer than an address can be");
        }
        return all;
    }

    private void copyHeaders(HttpResponse<?> response) {
        Headers to = exchange.getResponseHeaders();
        response.headers()
                .map()
                .forEach((name, values) -> {
                    String lower = name.toLowerCase(Locale.ROOT);
                    if (!NOT_RETURNED.contains(lower) && !lower.startsWith(":")) {
                        values.forEach(value -> to.add(name, value));
                    }
                });
    }
}
