package org.beamlet.client.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "a=5|5",
                "a=1.5e3|1500.0",
                "a=true|true",
                "a=null|null",
                "a=[1, 2]|[1,2]",
                "a=\"5\"|\"5\"",
                "a=five|\"five\"",
                "a=x=y|\"x=y\"",
                "a=5 of 7|\"5 of 7\"",
                "a={broken|\"{broken\"",
                "a=|\"\"",
                "a=/data/p 1.h5|\"/data/p 1.h5\""
            })
    void aValueIsJsonWhereItReadsAsJsonElseText(String pair, String json) {
        assertThat(Json.write(Arguments.parse(List.of(pair)).path("a"))).isEqualTo(json);
    }

    @Test
    void onlyValuesThatTheSchemaCallsPathsAreMadeAbsolute() {
        ObjectNode arguments =
                Arguments.parse(List.of("raw=data/../raw.h5", "label=raw.h5", "out=/tmp/x"));
        Arguments.makePathsAbsolute(
                arguments,
                Json.read(
                        """
                        {"properties": {"raw": {"format": "path"}, "out": {"format": "path"},
                                        "other": {"format": "path"}, "label": {"type": "string"}}}
                        """),
                Path.of("/home/me"));

        assertThat(Json.write(arguments))
                .isEqualTo("{\"raw\":\"/home/me/raw.h5\",\"label\":\"raw.h5\",\"out\":\"/tmp/x\"}");
    }
}
