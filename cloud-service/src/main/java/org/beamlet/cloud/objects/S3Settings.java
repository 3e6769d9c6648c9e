package org.beamlet.cloud.objects;

import java.net.URI;
import java.util.Optional;
import org.beamlet.cloud.settings.Settings;

/**
 * A bucket and how to get at it.
 *
 * @param endpoint absent for Amazon's own
 * @param prefix what the names of objects begin with
 */
public record S3Settings(
        Optional<URI> endpoint,
        String region,
        String bucket,
        String prefix,
        String accessKey,
        String secretKey) {
    private static final String BUCKET = "beamlet.objects.s3.bucket";
    private static final String ENDPOINT = "beamlet.objects.s3.endpoint";
    private static final String ACCESS = "beamlet.objects.s3.access-key";
    private static final String SECRET = "beamlet.objects.s3.secret-key";

    /** {@return nothing where no bucket is set} */
    static Optional<S3Settings> of(Settings settings) {
        return settings.text(BUCKET)
                .map(bucket ->
                        new S3Settings(
                                settings.text(ENDPOINT).map(S3Settings::uri),
                                settings.text("beamlet.objects.s3.region").orElse("us-east-1"),
                                bucket,
                                settings.text("beamlet.objects.s3.prefix").orElse("beamlet/"),
                                secret(settings, ACCESS),
                                secret(settings, SECRET)));
    }

    private static URI uri(String text) {
        if (!text.matches("https?://[^/]+/?")) {
            throw Settings.faulty(ENDPOINT, text, "https://HOST[:PORT]");
        }
        return URI.create(text);
    }

    private static String secret(Settings settings, String key) {
        return settings.secret(key)
                .orElseGet(() -> settings.required(key + "-file", BUCKET + " is set"));
    }

    /** Never shows the keys. */
    @Override
    public String toString() {
        return "S3Settings[%s %s]".formatted(endpoint, bucket);
    }
}
