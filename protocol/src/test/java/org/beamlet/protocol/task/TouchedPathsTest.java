package org.beamlet.protocol.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths of a call as JSON. */
class TouchedPathsTest {
    private static final TouchedPaths SOME =
            new TouchedPaths(
                    List.of(
                            new TouchedPaths.One("raw", "/a/\u00fc", "/b", true),
                            new TouchedPaths.One("", "", null, false)),
                    3);

    @Test
    void theyAreReadAsTheyWereWritten() {
        assertThat(TouchedPaths.of(SOME.json())).isEqualTo(SOME);
        assertThat(Json.convert(SOME.json(), TouchedPaths.class)).isEqualTo(SOME);
        assertThat(TouchedPaths.of(Json.mapper().valueToTree(SOME))).isEqualTo(SOME);
        assertThat(TouchedPaths.of(TouchedPaths.NONE.json())).isEqualTo(TouchedPaths.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"left_out\":\"4\"}",
                "{\"list\":[{\"argument\":1,\"given\":\"/a\"}]}",
                "{\"list\":[{\"given\":\"/a\",\"later\":{}}],\"later\":1}",
                "{\"list\":null}"
            })
    void fieldsOfAnotherKindAreAsTheBindingTakesThem(String text) {
        assertThat(TouchedPaths.of(Json.read(text))).isEqualTo(Json.read(text, TouchedPaths.class));
    }

    @Test
    void aListOfAnotherKindIsRefused() {
        assertThatThrownBy(() -> TouchedPaths.of(Json.read("{\"list\":{\"a\":1}}")))
                .isInstanceOf(BeamletException.class);
    }
}
