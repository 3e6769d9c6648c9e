package org.beamlet.catalog.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TypicalTimeTest {
    private static final TypicalTime TIME =
            new TypicalTime(
                    0.5,
                    Map.of("frames", "frames", "pixels", "pixels"),
                    List.of(
                            new TypicalTime.Term(2e-9, Map.of("frames", 1.0, "pixels", 1.0)),
                            new TypicalTime.Term(3, Map.of("frames", 0.5))),
                    "");

    @Test
    void theTimeIsTheSumOfItsTerms() {
        assertThat(TIME.seconds(Map.of("frames", 100, "pixels", 1_000_000)))
                .isEqualTo(0.5 + 0.2 + 30);
    }

    @Test
    void theFormulaIsOneLine() {
        assertThat(TIME.formula())
                .isEqualTo("0.500 s + 2.00e-9 s × frames × pixels + 3 s × frames^0.500");
        assertThat(TypicalTime.UNKNOWN.formula()).isEqualTo("not known");
    }

    @Test
    void aSizeThatIsMissingIsNamed() {
        assertThatThrownBy(() -> TIME.seconds(Map.of("frames", 1))).hasMessageContaining("pixels");
    }

    @Test
    void aTermOfAnUnknownSizeIsRefused() {
        List<TypicalTime.Term> terms = List.of(new TypicalTime.Term(1, Map.of("frames", 1.0)));
        assertThatThrownBy(() -> new TypicalTime(0, Map.of(), terms, ""))
                .hasMessageContaining("frames");
    }
}
