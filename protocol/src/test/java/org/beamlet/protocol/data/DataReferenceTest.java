package org.beamlet.protocol.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.task.AttemptNumber;
import org.junit.jupiter.api.Test;

class DataReferenceTest {
    @Test
    void theRootsOfJsonArgumentsAreFoundHoweverDeepTheyAre() {
        String payload =
                Payloads.pack(
                        "11\n[\"data://a/x\"]",
                        "11\n{\"k\":{\"l\":[\"data:\\/\\/b/y\",\"a data://c/z\",\"data://a\"]}}");
        assertThat(DataReference.rootsOf(payload)).containsExactly("a", "b");
        assertThat(DataReference.rootsOf(Payloads.pack("00\ngASV", "00\ngASVdata:"))).isEmpty();
    }

    @Test
    void theServicesNextNumberIsAboveWhateverAnAgentMayHaveReached() {
        assertThat(AttemptNumber.next(1)).isEqualTo(1001);
        assertThat(AttemptNumber.next(1000)).isEqualTo(1001);
        assertThat(AttemptNumber.next(1001)).isEqualTo(2001);
        assertThat(AttemptNumber.placement(1000)).isEqualTo(1);
        assertThat(AttemptNumber.placement(1001)).isEqualTo(2);
    }
}
