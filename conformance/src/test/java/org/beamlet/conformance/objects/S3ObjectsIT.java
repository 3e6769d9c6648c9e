package org.beamlet.conformance.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import org.beamlet.cloud.objects.ObjectStore;
import org.beamlet.cloud.objects.ObjectStoreContract;
import org.beamlet.cloud.objects.S3Objects;
import org.beamlet.cloud.objects.S3Settings;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract of object stores, against the server of moto. */
@Tag("s3")
class S3ObjectsIT extends ObjectStoreContract {
    @Override
    protected ObjectStore store() {
        return S3Objects.open(settings("beamlet"));
    }

    @Test
    void aMissingBucketIsNamed() {
        assertThatThrownBy(() -> S3Objects.open(settings("nowhere")))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        error -> assertThat(error.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE))
                .hasMessageContaining("'nowhere'");
    }

    private static S3Settings settings(String bucket) {
        String endpoint =
                Objects.requireNonNull(System.getProperty("beamlet.s3"), "run: conformance/run s3");
        return new S3Settings(
                Optional.of(URI.create(endpoint)),
                "us-east-1",
                bucket,
                "objects/",
                "access",
                "secret");
    }
}
