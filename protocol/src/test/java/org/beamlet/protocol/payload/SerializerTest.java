package org.beamlet.protocol.payload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class SerializerTest {
    @Test
    void importPathsAndPatternsNameThem() {
        assertThat(Serializer.named("globus_compute_sdk.serialize.JSONData"))
                .isEqualTo(Set.of(Serializer.JSON));
        assertThat(Serializer.named("globus_compute_sdk.serialize.concretes.DillCode"))
                .isEqualTo(Set.of(Serializer.DILL_CODE));
        assertThat(Serializer.named("globus_compute_sdk.*Data"))
                .isEqualTo(Set.of(Serializer.DILL_DATA, Serializer.JSON, Serializer.ALL_DATA));
        assertThat(Serializer.named("globus_compute_sdk.*Code")).hasSize(8);
        assertThat(Serializer.named("JSONData")).isEmpty();
        assertThat(Serializer.named("elsewhere.JSONData")).isEmpty();
        assertThat(Serializer.named("globus_compute_sdk.*")).isEmpty();
    }
}
