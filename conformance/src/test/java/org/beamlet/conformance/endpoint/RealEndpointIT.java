package org.beamlet.conformance.endpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users do, with an endpoint and an SDK that nobody here wrote. */
@Tag("endpoint")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealEndpointIT {
    private LabStack lab;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException, InterruptedException {
        lab = LabStack.start(folder);
    }

    @AfterAll
    void stop() throws InterruptedException {
        lab.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "round_trip",
                "batch",
                "push",
                "failure",
                "json_values",
                "configuration",
                "bad_configuration",
                "shell",
                "idle",
                "cluster_engine",
                "described",
                "duplicate"
            })
    void succeeds(String scenario) throws IOException, InterruptedException {
        lab.scenario(scenario).succeeds();
    }

    @Test
    void tasksOfAProcessThatIsGoneAreFoundByAnother() throws IOException, InterruptedException {
        lab.scenario("submit_and_leave").succeeds();
        lab.scenario("reattach").succeeds();
    }

    @Test
    void aManagerThatStopsIsOfflineAtOnceAndOneThatIsKilledAfterThreePeriods()
            throws IOException, InterruptedException {
        lab.manager().stop();
        lab.scenario("offline_within", Map.of("seconds", 2 * Manager.PERIOD)).succeeds();
        lab.scenario("refused_offline").succeeds();
        lab.startManagerAgain();
        lab.scenario("shell").succeeds();

        lab.manager().kill();
        lab.scenario("offline_within", Map.of("seconds", 3 * Manager.PERIOD + 30)).succeeds();
        lab.startManagerAgain();
        lab.scenario("shell").succeeds();
    }
}
