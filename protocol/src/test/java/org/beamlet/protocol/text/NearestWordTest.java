package org.beamlet.protocol.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestWordTest {
    private static final List<String> WORDS =
            List.of("max_blocks", "min_blocks", "xpcs.correlate", "provider");

    @Test
    void aSlipOfTheFingerIsUnderstood() {
        assertThat(NearestWord.to("provder", WORDS)).contains("provider");
    }

    @Test
    void theLastPartOfADottedWordIsEnough() {
        assertThat(NearestWord.to("correlate", WORDS)).contains("xpcs.correlate");
    }

    @Test
    void ofTwoThatAreAsNearTheFirstInTheAlphabetIsMeant() {
        assertThat(NearestWord.to("man_blocks", WORDS)).contains("max_blocks");
    }

    @Test
    void whatIsLikeNothingIsLeftAlone() {
        assertThat(NearestWord.to("zzz", WORDS)).isEmpty();
    }
}
