package org.beamlet.testing.command;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs the tests of one folder of classes, for {@code beamlet function test}. */
public final class TestRun {
    private static final int MOST_TRACES = 10;

    private TestRun() {}

    /**
     * Runs them and prints what a person wants to know; exits with 0 if all passed, with 1 if one
     * failed or there is none.
     */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        System.exit(passed(Path.of(arguments[0]), out) ? 0 : 1);
    }

    static boolean passed(Path classes, PrintWriter out) {
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClasspathRoots(Set.of(classes)))
                        .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        Launcher launcher = LauncherFactory.create();
        launcher.execute(request, listener);
        TestExecutionSummary summary = listener.getSummary();
        summary.getFailures()
                .forEach(one ->
                        out.println(
                                "failed  %s: %s"
                                        .formatted(
                                                one.getTestIdentifier().getLegacyReportingName(),
                                                one.getException())));
        if (summary.getTotalFailureCount() > 0) {
            summary.printFailuresTo(out, MOST_TRACES);
        }
        out.println(
                "%d tests passed, %d failed in %.1f s"
                        .formatted(
                                summary.getTestsSucceededCount(),
                                summary.getTotalFailureCount(),
                                (summary.getTimeFinished() - summary.getTimeStarted()) / 1e3));
        out.flush();
        return summary.getTotalFailureCount() == 0 && summary.getTestsFoundCount() > 0;
    }
}
