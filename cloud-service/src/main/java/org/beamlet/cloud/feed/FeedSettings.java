package org.beamlet.cloud.feed;

import java.net.URI;
import java.util.Optional;
import org.beamlet.cloud.settings.Settings;

/**
 * Where events of tasks go.
 *
 * @param broker absent where there is no feed
 * @param source names this service in the events
 */
public record FeedSettings(Optional<Broker> broker, String source) {
    private static final String URL = "beamlet.feed.url";

    /** A broker that speaks AMQP 1.0. */
    public record Broker(
            String host,
            int port,
            boolean tls,
            Optional<String> user,
            Optional<String> password,
            String address) {

        /** Never shows the password: it would end up in a log. */
        @Override
        public String toString() {
            return "%s://%s:%d/%s".formatted(tls ? "amqps" : "amqp", host, port, address);
        }
    }

    public static FeedSettings of(Settings settings) {
        return new FeedSettings(
                settings.text(URL).map(url -> broker(settings, url)),
                settings.text("beamlet.feed.source").orElse("/beamlet"));
    }

    private static Broker broker(Settings settings, String url) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException _) {
            throw faulty(url);
        }
        boolean tls = "amqps".equals(uri.getScheme());
        if (uri.getHost() == null || (!tls && !"amqp".equals(uri.getScheme()))) {
            throw faulty(url);
        }
        if (uri.getUserInfo() != null) {
            // Not quoted: it holds a password.
            throw Settings.faulty(URL, "amqp://…@" + uri.getHost(), "beamlet.feed.user instead");
        }
        int usual = tls ? 5671 : 5672;
        return new Broker(
                uri.getHost(),
                uri.getPort() < 0 ? usual : uri.getPort(),
                tls,
                settings.text("beamlet.feed.user"),
                settings.secret("beamlet.feed.password"),
                settings.text("beamlet.feed.address").orElse("beamlet.task-events"));
    }

    private static RuntimeException faulty(String url) {
        return Settings.faulty(URL, url, "amqp://HOST[:5672] or amqps://HOST[:5671]");
    }
}
