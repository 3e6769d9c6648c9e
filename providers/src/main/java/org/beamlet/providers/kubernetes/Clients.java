package org.beamlet.providers.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Connects to a cluster. */
final class Clients {
    private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
    private static final int LIMIT_MS = 20_000;

    private Clients() {}

    static KubernetesClient of(PodTerms terms) {
        String host = System.getenv("KUBERNETES_SERVICE_HOST");
        Path token = ACCOUNT.resolve("token");
        boolean inside = terms.inCluster() && host != null && Files.exists(token);
        ConfigBuilder config = inside ? own(host, token) : new ConfigBuilder();
        return new KubernetesClientBuilder()
                .withConfig(
                        config.withRequestTimeout(LIMIT_MS)
                                .withConnectionTimeout(LIMIT_MS)
                                // Whoever asks here asks again by himself.
                                .withRequestRetryBackoffLimit(0)
                                .build())
                .build();
    }

    /** The pod's own account, whose token is renewed in its file. */
    private static ConfigBuilder own(String host, Path token) {
        String port = System.getenv().getOrDefault("KUBERNETES_SERVICE_PORT", "443");
        String name = host.contains(":") ? "[" + host + "]" : host;
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("https://%s:%s/".formatted(name, port))
                .withCaCertFile(ACCOUNT.resolve("ca.crt").toString())
                .withOauthTokenProvider(() -> read(token));
    }

    private static String read(Path token) {
        try {
            return Files.readString(token).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
