package org.beamlet.cloud.packaged;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Random;

/** Spoils requests that are in order, in many small ways. */
final class Mutations {
    private static final List<String> VALUES =
            List.of(
                    "null",
                    "true",
                    "-1",
                    "1e400",
                    "-0.0",
                    "NaN",
                    "9223372036854775808",
                    "\"\"",
                    "\"\\u0000\"",
                    "\"\\udc00\"",
                    "\"😀\"",
                    "[]",
                    "[null]",
                    "{}",
                    "[[]]",
                    "{\"a\":null}",
                    "\"0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69\"",
                    "\"99999999999\\n\"",
                    "[\"1\\nx\"]",
                    "{\"0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69\":[null]}",
                    "'x'",
                    "0x10");
    private static final List<String> PATHS =
            List.of(
                    "%00",
                    "%ff",
                    "..",
                    "%2e%2e%2f",
                    "%zz",
                    "é",
                    "x".repeat(3000),
                    "",
                    " ",
                    "?a=%00",
                    "?role=%ff",
                    "?name=%00",
                    ";a=b",
                    "//",
                    "#");
    private static final List<String> TYPES =
            List.of(
                    "text/plain",
                    "application/x-www-form-urlencoded",
                    "multipart/form-data",
                    "multipart/form-data; boundary=x",
                    "application/json; charset=utf-16",
                    "x",
                    "",
                    "application/json; charset=no-such",
                    "application/octet-stream");
    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "X");

    private final Random random;

    Mutations(Random random) {
        this.random = random;
    }

    /**
     * A request, as it goes over the wire.
     *
     * @param body a character for each byte
     */
    record Request(String method, String path, String headers, String body) {
        static Request of(String method, String path, String body) {
            return new Request(method, path, "", new String(body.getBytes(UTF_8), ISO_8859_1));
        }

        byte[] bytes() {
            return body.getBytes(ISO_8859_1);
        }
    }

    Request of(Request sound) {
        Request spoilt = sound;
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            spoilt = once(spoilt);
        }
        return spoilt;
    }

    private Request once(Request r) {
        return switch (random.nextInt(9)) {
            case 0 -> new Request(one(METHODS), r.path(), r.headers(), r.body());
            case 1 -> new Request(r.method(), path(r.path()), r.headers(), r.body());
            case 2 ->
                    new Request(
                            r.method(),
                            r.path(),
                            r.headers() + "Content-Type: " + one(TYPES) + "\r\n",
                            r.body());
            case 3 -> new Request(r.method(), r.path(), r.headers(), cut(r.body()));
            case 4 -> new Request(r.method(), r.path(), r.headers(), flipped(r.body()));
            default -> new Request(r.method(), r.path(), r.headers(), replaced(r.body()));
        };
    }

    private String path(String path) {
        int slash = path.lastIndexOf('/') + 1;
        return random.nextBoolean() ? path.substring(0, slash) + one(PATHS) : path + one(PATHS);
    }

    private String cut(String body) {
        return body.isEmpty() ? body : body.substring(0, random.nextInt(body.length()));
    }

    /** Often no longer UTF-8. */
    private String flipped(String body) {
        StringBuilder flipped = new StringBuilder(body);
        for (int i = 0; i < flipped.length() && i < 3; i++) {
            int at = random.nextInt(flipped.length());
            flipped.setCharAt(at, (char) (flipped.charAt(at) ^ 1 << random.nextInt(8)));
        }
        return flipped.toString();
    }

    /** Puts another value in the place of one of the values. */
    private String replaced(String body) {
        String value = new String(one(VALUES).getBytes(UTF_8), ISO_8859_1);
        int at = body.indexOf(':', body.isEmpty() ? 0 : random.nextInt(body.length()));
        if (at < 0) {
            return value;
        }
        int end = at + 1;
        while (end < body.length() && ",}]".indexOf(body.charAt(end)) < 0) {
            end++;
        }
        return body.substring(0, at + 1) + value + body.substring(end);
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
