package org.beamlet.cloud.broker;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import org.beamlet.cloud.settings.Profile;
import org.beamlet.cloud.settings.Settings;

/**
 * Which broker, and where endpoints and clients find it.
 *
 * @param rabbitMq absent for the embedded one
 * @param publicHost what endpoints and clients are told; absent for the address that is used here
 * @param publicPort likewise
 */
public record BrokerSettings(
        Optional<RabbitMq> rabbitMq, Optional<String> publicHost, Optional<Integer> publicPort) {
    private static final String URL = "beamlet.broker.url";
    private static final String MANAGEMENT = "beamlet.broker.management-url";
    private static final String PASSWORD = "beamlet.broker.password";
    private static final int PLAIN = 5672;
    private static final int TLS = 5671;
    private static final int LARGEST_PORT = 65_535;

    /**
     * A RabbitMQ.
     *
     * @param login the service's user, an administrator of its virtual host
     * @param management where its management plug-in listens
     * @param trusted certificates of authorities in PEM; absent for those of the Java runtime
     * @param policies whether the service sets its policies (limits, expiry) there
     */
    public record RabbitMq(
            BrokerLogin login, URI management, Optional<Path> trusted, boolean policies) {}

    public static BrokerSettings of(Settings settings) {
        if (Profile.of(settings) == Profile.PRODUCTION) {
            settings.required(URL, "the profile production needs a RabbitMQ");
        }
        return new BrokerSettings(
                settings.text(URL).map(text -> rabbitMq(settings, uri(URL, text))),
                settings.text("beamlet.broker.public-host"),
                settings.text("beamlet.broker.public-port")
                        .map(_ ->
                                settings.number(
                                        "beamlet.broker.public-port", PLAIN, 1, LARGEST_PORT)));
    }

    private static RabbitMq rabbitMq(Settings settings, URI url) {
        boolean tls = "amqps".equals(url.getScheme());
        if ((!tls && !"amqp".equals(url.getScheme())) || url.getHost() == null) {
            throw Settings.faulty(
                    URL, url.toString(), "amqps://HOST[:PORT]/VIRTUAL-HOST, or amqp://…");
        }
        if (url.getUserInfo() != null) {
            throw Settings.faulty(
                    URL,
                    "amqp…://***@" + url.getHost(),
                    "an address without a login; beamlet.broker.user and"
                            + " beamlet.broker.password-file name that");
        }
        int port = url.getPort() > 0 ? url.getPort() : tls ? TLS : PLAIN;
        String path = url.getPath() == null ? "" : url.getPath();
        BrokerLogin login =
                new BrokerLogin(
                        settings.text("beamlet.broker.user").orElse(LoginNames.SERVICE),
                        settings.secret(PASSWORD)
                                .orElseGet(() ->
                                        settings.required(PASSWORD + "-file", URL + " is set")),
                        url.getHost(),
                        port,
                        path.length() > 1 ? path.substring(1) : "/",
                        tls);
        String management = settings.required(MANAGEMENT, URL + " is set");
        return new RabbitMq(
                login,
                uri(MANAGEMENT, management),
                settings.path("beamlet.broker.trusted-file"),
                settings.flag("beamlet.broker.policies", true));
    }

    private static URI uri(String key, String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException _) {
            throw Settings.faulty(key, text, "a URL");
        }
    }

    public boolean embedded() {
        return rabbitMq.isEmpty();
    }
}
