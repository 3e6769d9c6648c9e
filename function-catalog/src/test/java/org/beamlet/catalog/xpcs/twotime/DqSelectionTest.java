package org.beamlet.catalog.xpcs.twotime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DqSelectionTest {
    private static final Roi ROI =
            Roi.of(new int[] {1, 2, 3, 5, 6, 7}, new int[] {1, 2, 3, 4, 5, 6});

    private final List<String> warnings = new ArrayList<>();

    private List<Integer> labels(String text) {
        return DqSelection.parse(text).of(ROI, warnings::add).stream()
                .map(DynamicBin::label)
                .toList();
    }

    @Test
    void readsAllLabelsAndRanges() {
        assertThat(labels("all")).containsExactly(1, 2, 3, 5, 6, 7);
        assertThat(labels("1,3,5-7")).containsExactly(1, 3, 5, 6, 7);
        assertThat(labels(" 7 , 1 - 2,2")).containsExactly(1, 2, 7);
        assertThat(warnings).isEmpty();
    }

    @Test
    void labelsThatNoBinHasAreSkippedWithAWarning() {
        assertThat(labels("3-5,9")).containsExactly(3, 5);
        assertThat(warnings).singleElement().asString().contains("dynamic bin 4, 9; skipped");
        assertThat(labels("7-999999999")).containsExactly(7);
        assertThat(warnings.getLast()).contains("8, 9, 10").contains("…");
    }

    @Test
    void aSelectionOfNothingIsRefusedWithWhatThereIs() {
        assertThatThrownBy(() -> labels("4"))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining("names no dynamic bin")
                .hasMessageContaining("choose among 1, 2, 3, 5, 6, 7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "1,x,3 | 'x' at character 3 is no bin",
                "\"\" | '' at character 1 is no bin",
                "1,,2 | '' at character 3 is no bin",
                "2,0-3 | '0-3' at character 3 begins below 1",
                "-1 | '-1' at character 1 is no bin",
                "1,5-3 | '5-3' at character 3 ends before it begins",
                "1;2 | '1;2' at character 1 is no bin",
                "All | 'All' at character 1 is no bin",
                "99999999999 | '99999999999' at character 1 is no bin"
            })
    void nonsenseIsRefusedWithItsPlace(String text, String told) {
        assertThatThrownBy(() -> DqSelection.parse(text))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ARGUMENTS_INVALID))
                .hasMessageContaining(told)
                .hasMessageContaining("such as 1,3,5-7");
    }
}
