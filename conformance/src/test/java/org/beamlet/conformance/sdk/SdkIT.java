package org.beamlet.conformance.sdk;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.beamlet.conformance.stack.FreePort;
import org.beamlet.conformance.stack.ServiceUnderTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user of Globus Compute does, done with its SDK against the service. */
@Tag("sdk")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SdkIT {
    static final int LOCAL_MODE = 5000;
    private static final Map<String, String> UNCOUNTED = Map.of("BEAMLET_RATE_LIMIT_REQUESTS", "0");

    @SuppressWarnings("NullAway.Init")
    private ServiceUnderTest shared;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        shared = ServiceUnderTest.start(home, FreePort.find(), UNCOUNTED);
    }

    @AfterAll
    void stop() {
        shared.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shakes_hands",
                "goes_round",
                "submits_batches",
                "streams_results",
                "reports_failures",
                "reattaches",
                "crosses_languages",
                "raises_errors",
                "meets_limits",
                "lists_and_stops"
            })
    void theSdk(String test) throws Exception {
        SdkPeer.run(test, shared, folder);
    }

    @Test
    void theSdkIsTooOldWhereTheServiceSaysSo() throws Exception {
        try (ServiceUnderTest service = service(Map.of("BEAMLET_MIN_SDK_VERSION", "99.0.0"))) {
            SdkPeer.run("is_too_old", service, folder);
        }
    }

    @Test
    void theSdkWaitsWhenItIsToldTo() throws Exception {
        try (ServiceUnderTest service =
                service(
                        Map.of(
                                "BEAMLET_RATE_LIMIT_REQUESTS", "5",
                                "BEAMLET_RATE_LIMIT_WINDOW", "6s"))) {
            SdkPeer.run("waits_when_told", service, folder);
        }
    }

    @Test
    void whatTheSdkPostsAgainIsDoneOnce() throws Exception {
        // An endpoint, a function and a submission: each is refused or cut off before it succeeds.
        try (ServiceUnderTest service =
                service(
                        Map.of(
                                "BEAMLET_RATE_LIMIT_REQUESTS",
                                "0",
                                "BEAMLET_FAULTS_AFTER_COMMIT",
                                "refuse,cut,answer,cut,refuse,answer,refuse,cut,answer"))) {
            SdkPeer.run("repeats_nothing", service, folder);
        }
    }

    @Test
    void theSdkFinishesThoughServiceAndBrokerWereKilled() throws Exception {
        try (ServiceUnderTest service = service(UNCOUNTED)) {
            SdkPeer.run(
                    "survives_trouble",
                    service,
                    folder,
                    Map.of(
                            "restart",
                            () -> {
                                service.killAndStart();
                                return "";
                            }));
        }
    }

    @Test
    void localModeOfTheSdkNeedsNoTrick() throws Exception {
        assumeTrue(isFree(LOCAL_MODE), "port 5000, which local mode is fixed to, is in use");
        // Over TLS it is the forwarder that listens there.
        int port = Boolean.getBoolean("beamlet.service.tls") ? FreePort.find() : LOCAL_MODE;
        try (ServiceUnderTest service =
                ServiceUnderTest.start(folder.resolve("local"), port, UNCOUNTED)) {
            SdkPeer.run("uses_local_mode", service, folder);
        }
    }

    private ServiceUnderTest service(Map<String, String> settings)
            throws IOException, InterruptedException {
        return ServiceUnderTest.start(folder.resolve("home"), FreePort.find(), settings);
    }

    private static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
