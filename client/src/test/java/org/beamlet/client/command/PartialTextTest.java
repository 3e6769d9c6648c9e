package org.beamlet.client.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.beamlet.protocol.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartialTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"frames": 120, "rate": 9.5}                 | frames 120, rate 9.5
                    {"state": "following", "g2": [1, 2, 3]}      | state following, g2 [3]
                    {"fit": {"tau": 1}, "last": null}            | fit {1}, last null
                    {"a\\u001b[2J": "one\\u0007two"}             | a [2J one two
                    """)
    void plainValuesAreShownAndOfTheRestHowMuchThereIs(String value, String line) {
        assertThat(PartialText.of(Json.read(value))).isEqualTo(line);
    }

    @ParameterizedTest
    @CsvSource({"1000, 1", "1, 1000"})
    void itStaysOneShortLine(int length, int fields) {
        var value = Json.NODES.objectNode();
        for (int i = 0; i < fields; i++) {
            value.put("field" + i, "x".repeat(length));
        }

        assertThat(PartialText.of(value)).hasSizeLessThanOrEqualTo(100);
    }
}
