package org.beamlet.conformance.endpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What users see when connections and processes end. */
@Tag("endpoint")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RealEndpointTroubleIT {
    /** A lease is three periods; then the service has to notice. */
    private static final int LEASE = 3 * Manager.PERIOD + 15;

    private Path folder;
    private LabStack lab;

    @BeforeAll
    void start(@TempDir Path given) throws IOException, InterruptedException {
        folder = given;
        lab = LabStack.start(given);
    }

    @AfterAll
    void stop() throws InterruptedException {
        lab.close();
    }

    @Test
    @Order(1)
    void connectionsToTheBrokerMayEndMidRun() throws IOException, InterruptedException {
        lab.scenario("cut").succeeds();
    }

    @Test
    @Order(2)
    void theServiceMayBeKilledAndStartedAgainWithTasksInFlight()
            throws IOException, InterruptedException {
        Scenario users = lab.scenario("through_restart").awaitLine("in flight");
        lab.cloud().killCloud();
        lab.cloud().startCloud();
        users.succeeds();
    }

    @Test
    @Order(3)
    void aUserEndpointThatIsKilledLosesWhatItHadAndComesBackForTheRest()
            throws IOException, InterruptedException {
        lab.scenario("killed_and_back").succeeds();
    }

    /** Last: nothing is left of the endpoint after it. */
    @Test
    @Order(4)
    void tasksOfAKilledEndpointFailWithAReasonWithinTheLease()
            throws IOException, InterruptedException {
        Scenario users = lab.scenario("killed", Map.of("seconds", LEASE)).awaitLine("taken");
        long child = Long.parseLong(Files.readString(folder.resolve("taken")));
        ProcessHandle.of(child).ifPresent(ProcessHandle::destroyForcibly);
        lab.manager().kill();
        users.succeeds();
    }
}
