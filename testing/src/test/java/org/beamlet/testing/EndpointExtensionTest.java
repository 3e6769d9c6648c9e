package org.beamlet.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.beamlet.client.inprocess.InProcessEndpoint;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs small classes of tests that must fail, and looks at how. */
class EndpointExtensionTest {
    private static volatile CountDownLatch released = new CountDownLatch(1);
    private static final BlockingQueue<InProcessEndpoint> SEEN = new LinkedBlockingQueue<>();

    @AfterEach
    void release() {
        released.countDown();
        SEEN.clear();
    }

    private static List<Throwable> failures(Class<?> tests) {
        List<Throwable> failures = new ArrayList<>();
        var request =
                LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build();
        TestExecutionListener listener =
                new TestExecutionListener() {
                    @Override
                    public void executionFinished(TestIdentifier id, TestExecutionResult result) {
                        result.getThrowable().ifPresent(failures::add);
                    }
                };
        LauncherFactory.create().execute(request, listener);
        return failures;
    }

    @WithEndpoint
    static class Failing {
        @Test
        void fails(InProcessEndpoint endpoint) throws Exception {
            endpoint.java(
                    "prints",
                    Map.class,
                    _ -> {
                        System.out.println("looked at frame 17");
                        System.err.println("which is dark");
                        throw new IllegalStateException("no beam");
                    });
            var _ = endpoint.submit("prints", Map.of()).get(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void aFailedTestShowsTheTasksThatFailedAndWhatTheyPrinted() {
        assertThat(failures(Failing.class))
                .singleElement()
                .satisfies(failure ->
                        assertThat(failure.getSuppressed())
                                .singleElement()
                                .extracting(Throwable::getMessage)
                                .asString()
                                .contains("of prints failed: RemoteExecutionError")
                                .contains("no beam")
                                .containsSubsequence("stdout", "looked at frame 17")
                                .containsSubsequence("stderr", "which is dark"));
    }

    @WithEndpoint
    static class Stubborn {
        @Test
        void leavesATaskBehind(InProcessEndpoint endpoint) throws Exception {
            CountDownLatch started = new CountDownLatch(1);
            CountDownLatch end = released;
            endpoint.java(
                    "stubborn",
                    Map.class,
                    _ -> {
                        started.countDown();
                        while (end.getCount() > 0) {
                            try {
                                end.await();
                            } catch (InterruptedException _) {
                                // That is what is shown.
                            }
                        }
                        return 1;
                    });
            CompletableFuture<?> _ = endpoint.submit("stubborn", Map.of());
            assertThat(started.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void whatCannotBeEndedFailsItsTest() {
        released = new CountDownLatch(1);

        assertThat(failures(Stubborn.class))
                .singleElement()
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_LOCKED))
                .extracting(Throwable::getMessage)
                .asString()
                .contains("still running");
    }

    @WithEndpoint(lifetime = WithEndpoint.Lifetime.CLASS)
    static class Sharing {
        @BeforeAll
        static void define(InProcessEndpoint endpoint) {
            SEEN.add(endpoint);
        }

        @Test
        void one(InProcessEndpoint endpoint) {
            SEEN.add(endpoint);
        }

        @Test
        void other(InProcessEndpoint endpoint) {
            SEEN.add(endpoint);
        }
    }

    @Test
    void testsOfAClassShareAnEndpointThatIsClosedBehindThem() {
        assertThat(failures(Sharing.class)).isEmpty();
        assertThat(SEEN).hasSize(3).containsOnly(SEEN.element());
        InProcessEndpoint endpoint = SEEN.element();
        assertThat(
                        org.assertj.core.api.Assertions.catchThrowable(
                                () -> endpoint.submit("diagnostics.noop", Map.of())))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining("closed");
    }

    @WithEndpoint
    static class TooEarly {
        @BeforeAll
        static void define(InProcessEndpoint endpoint) {
            SEEN.add(endpoint);
        }

        @Test
        void nothing() {}
    }

    @Test
    void anEndpointOfATestIsNotThereOutsideOfOne() {
        assertThat(failures(TooEarly.class))
                .singleElement()
                .extracting(Throwable::getMessage)
                .asString()
                .contains("lifetime = CLASS");
    }
}
