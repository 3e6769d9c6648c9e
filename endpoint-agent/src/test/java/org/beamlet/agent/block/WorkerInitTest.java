package org.beamlet.agent.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerInitTest {
    private static List<String> known(String init) throws IOException {
        ProcessBuilder bash =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                WorkerInit.of(init) + "\nprintf '%s' \"$BEAMLET_BEFORE_INIT\"")
                        .redirectErrorStream(true);
        bash.environment().put("SECRET", "one\ntwo three=four\n");
        try (var out = bash.start().getInputStream()) {
            return List.of(
                    new String(out.readAllBytes(), StandardCharsets.UTF_8).strip().split(" "));
        }
    }

    @Test
    void itNotesTheNamesThatWereThereAndNoValues() throws IOException {
        assertThat(known("export MADE_HERE=yes\n"))
                .contains("PATH", "SECRET")
                .doesNotContain("MADE_HERE", "one", "two", "four");
    }

    @Test
    void nothingIsAddedToNothing() {
        assertThat(WorkerInit.of(" \n")).isEmpty();
    }
}
