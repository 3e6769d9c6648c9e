package org.beamlet.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KeptSettingsTest {
    @Test
    void proxiesAreKeptInEitherSpellingUnlessThereIsAPasswordInThem() {
        Map<String, String> kept =
                KeptSettings.of(
                        new EndpointCommand(
                                Map.of(
                                        "BEAMLET_HOME",
                                        "/home/ada/.beamlet",
                                        "HTTPS_PROXY",
                                        "http://proxy.example:3128",
                                        "BEAMLET_PROXY",
                                        "http://me:sesame@own.example:3128",
                                        "NO_PROXY",
                                        ".example")),
                        null);

        assertThat(kept)
                .containsEntry("HTTPS_PROXY", "http://proxy.example:3128")
                .containsEntry("NO_PROXY", ".example")
                .doesNotContainKey("BEAMLET_PROXY");
    }
}
