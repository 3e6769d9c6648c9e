package org.beamlet.client.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.beamlet.client.inprocess.InProcessEndpoint;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.PythonCode;
import org.junit.jupiter.api.Test;

class PythonSourceTest {
    private static PythonSource python(String text) {
        return PythonSource.of("f.py", text, null);
    }

    @Test
    void theOneFunctionOfAFileIsMeant() {
        String text =
                "import math\n\ndef _half(x):\n    return x / 2\n\ndef area(r):\n    return r\n";

        assertThat(python(text).entry()).isEqualTo("area");
        assertThat(PythonSource.of("f.py", text, "_half").entry()).isEqualTo("_half");
        assertThat(PythonCode.is(Payloads.first(python(text).packed()))).isTrue();
    }

    @Test
    void whatIsNotClearIsAsked() {
        String two = "def one():\n    pass\n\nasync def two():\n    pass\n";

        assertThatThrownBy(() -> python(two)).hasMessageContaining("one, two");
        assertThatThrownBy(() -> python("class A:\n    def f(self):\n        pass\n"))
                .hasMessageContaining("defines no function");
        assertThatThrownBy(() -> PythonSource.of("f.py", two, "three"))
                .hasMessageContaining("no function 'three'");
        assertThatThrownBy(() -> PythonSource.ofShell("a b.sh", "true", "a b"))
                .hasMessageContaining("'a b'");
        assertThatThrownBy(() -> python("def f():\n    pass\n" + "#".repeat(2_000_000)))
                .hasMessageContaining("2,000,0");
    }

    @Test
    void aScriptGetsItsArgumentsAndItsStatusCounts() {
        String script =
                "#!/bin/sh\n# \"quotes\", \\n and 'é'\necho \"$word $count\"\nexit ${status:-0}\n";
        PythonSource source = PythonSource.ofShell("say.sh", script, "say");
        try (InProcessEndpoint endpoint = InProcessEndpoint.processes().open()) {
            endpoint.python(source.entry(), source.text());
            JsonNode said =
                    endpoint.submit("say", Map.of("word", "a b", "count", 3), JsonNode.class)
                            .join();
            assertThat(said.path("stdout").asText()).isEqualTo("a b 3\n");
            assertThat(said.path("returncode").asInt()).isZero();
            assertThatThrownBy(() ->
                            endpoint.submit("say", Map.of("status", 4), JsonNode.class).join())
                    .isInstanceOf(CompletionException.class)
                    .hasMessageContaining("status 4");
        }
    }
}
