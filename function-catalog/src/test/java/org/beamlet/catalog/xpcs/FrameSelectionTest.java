package org.beamlet.catalog.xpcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameSelectionTest {
    @ParameterizedTest
    @CsvSource({
        // begin, end, stride, average, available, first, count
        "0,-1,1,1,301,0,301",
        "3,-1,2,3,301,3,49",
        "-100,290,1,1,301,201,89",
        "-900,0,1,1,301,0,301",
        "0,-5,1,1,301,0,301",
        "0,1000,1,10,301,0,30",
        "10,15,1,1,301,10,5"
    })
    void followsPythonForBeginAndTakesAllForNoEnd(
            long begin, long end, int stride, int average, long available, long first, int count) {
        FrameSelection selection = FrameSelection.of(begin, end, stride, average, available);
        assertThat(selection.begin()).isEqualTo(first);
        assertThat(selection.count()).isEqualTo(count);
    }

    @Test
    void averagesFramesThatWereTaken() {
        FrameSelection selection = FrameSelection.of(3, -1, 2, 3, 301);
        assertThat(selection.frame(0, 0)).isEqualTo(3);
        assertThat(selection.frame(0, 2)).isEqualTo(7);
        assertThat(selection.frame(1, 0)).isEqualTo(9);
        assertThat(selection.frame(48, 2)).isLessThan(301);
    }

    @ParameterizedTest
    @CsvSource({
        "0,-1,1,1,4,INPUT_INVALID",
        "0,-1,1,1,0,INPUT_INVALID",
        "0,4,1,1,100,ARGUMENTS_INVALID",
        "100,-1,1,1,100,ARGUMENTS_INVALID",
        "50,20,1,1,100,ARGUMENTS_INVALID",
        "0,-1,7,3,100,ARGUMENTS_INVALID"
    })
    void fewerThanFiveFramesAreRefused(
            long begin, long end, int stride, int average, long available, ErrorCode code) {
        assertThatThrownBy(() -> FrameSelection.of(begin, end, stride, average, available))
                .isInstanceOfSatisfying(
                        BeamletException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining("a correlation needs 5");
    }
}
