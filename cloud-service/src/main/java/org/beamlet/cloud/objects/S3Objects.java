package org.beamlet.cloud.objects;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Objects in a bucket of a store that speaks S3. Only what all such stores can is asked of it. */
public final class S3Objects implements ObjectStore {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final int NOT_FOUND = 404;

    private final S3Client client;
    private final S3Settings settings;

    private S3Objects(S3Client client, S3Settings settings) {
        this.client = client;
        this.settings = settings;
    }

    /** Connects, and makes sure that the bucket is there. */
    public static S3Objects open(S3Settings settings) {
        S3ClientBuilder builder =
                S3Client.builder()
                        .httpClient(
                                Apache5HttpClient.builder()
                                        .connectionTimeout(CONNECT)
                                        .socketTimeout(SILENCE)
                                        .build())
                        .region(Region.of(settings.region()))
                        .forcePathStyle(true)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(
                                                settings.accessKey(), settings.secretKey())))
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        settings.endpoint().ifPresent(builder::endpointOverride);
        S3Objects opened = new S3Objects(builder.build(), settings);
        try {
            opened.requireBucket();
        } catch (BeamletException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    private void requireBucket() {
        try {
            client.headBucket(request -> request.bucket(settings.bucket()));
        } catch (SdkException e) {
            throw failed("look into the bucket", e);
        }
    }

    @Override
    public void put(Sha256 key, Path content) {
        try {
            client.putObject(
                    request -> request.bucket(settings.bucket()).key(name(key)),
                    RequestBody.fromFile(content));
        } catch (SdkException e) {
            throw failed("keep object " + key, e);
        }
    }

    @Override
    public Optional<InputStream> open(Sha256 key) {
        try {
            return Optional.of(
                    client.getObject(request -> request.bucket(settings.bucket()).key(name(key))));
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw failed("read object " + key, e);
        } catch (SdkException e) {
            throw failed("read object " + key, e);
        }
    }

    @Override
    public boolean has(Sha256 key) {
        try {
            client.headObject(request -> request.bucket(settings.bucket()).key(name(key)));
            return true;
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return false;
            }
            throw failed("look for object " + key, e);
        } catch (SdkException e) {
            throw failed("look for object " + key, e);
        }
    }

    @Override
    public void delete(Sha256 key) {
        try {
            client.deleteObject(request -> request.bucket(settings.bucket()).key(name(key)));
        } catch (SdkException e) {
            throw failed("delete object " + key, e);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private String name(Sha256 key) {
        return settings.prefix() + key.hex();
    }

    private BeamletException failed(String what, SdkException cause) {
        return new BeamletException(
                ErrorCode.STORE_UNAVAILABLE,
                "the object store could not %s in bucket '%s': %s"
                        .formatted(what, settings.bucket(), cause.getMessage()),
                "check that it answers, that the bucket exists and that the keys may use it, then"
                        + " try again",
                cause);
    }
}
