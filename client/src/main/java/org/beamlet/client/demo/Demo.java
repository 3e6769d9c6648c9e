package org.beamlet.client.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.BeamletExecutor;
import org.beamlet.client.TaskResult;
import org.beamlet.client.terminal.Seconds;
import org.beamlet.client.terminal.Terminal;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.json.Json;

/** From nothing to a correlated data set: service, endpoint, no-ops, XPCS, and back to nothing. */
public final class Demo {
    /** Each is a request of its own, and the service grants twenty in ten seconds. */
    private static final int WARM_CALLS = 9;

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path app;
    private final Terminal terminal;
    private final Catalog catalog;
    private final boolean keep;
    private final boolean json;
    private final DemoFolder folder;
    private final Steps steps;

    /**
     * Prepares a demo in a folder of its own.
     *
     * @param app the installation
     * @param parent where the demo's folder is made
     * @param keep whether logs and stores are kept
     * @param json whether stdout gets one JSON object
     */
    public Demo(
            Path app, Path parent, Terminal terminal, Catalog catalog, boolean keep, boolean json) {
        this.app = app;
        this.terminal = terminal;
        this.catalog = catalog;
        this.keep = keep;
        this.json = json;
        this.folder = DemoFolder.create(parent);
        this.steps = new Steps(terminal);
    }

    /** {@return whether the numbers agree} */
    public boolean run() {
        steps.say(
                terminal.errInk().bold("Beamlet demo")
                        + terminal.errInk().dim("  in " + folder.root()));
        boolean agrees = false;
        Children children = new Children(app.resolve("beamlet"), folder, this::tidyInterrupted);
        steps.interruptedWhen(children::interrupted);
        try {
            DemoOutcome outcome = run(new DemoServices(children, folder));
            agrees = outcome.agrees();
            DemoReport report = new DemoReport(terminal, outcome);
            if (json) {
                report.printJson();
            } else {
                report.print();
            }
            return agrees;
        } catch (BeamletException e) {
            if (children.interrupted()) {
                // Interrupted: whatever broke, broke because of that.
                return false;
            }
            showLogs();
            throw e;
        } finally {
            boolean interrupted = children.interrupted();
            children.close();
            if (!keep && !interrupted) {
                folder.tidy(!agrees);
            }
        }
    }

    private void tidyInterrupted() {
        if (!keep) {
            folder.tidy(false);
        }
    }

    private DemoOutcome run(DemoServices services) {
        CatalogFunction noop = function("diagnostics.noop");
        CatalogFunction xpcs = function("xpcs.correlate");
        Example example = Example.in(app);
        URI url =
                steps.take(
                        "start_cloud",
                        "cloud service",
                        () -> {
                            URI at = services.startCloud();
                            return new Steps.Done<>(at, at.toString());
                        });
        String token =
                steps.take(
                        "", "token", () -> new Steps.Done<>(services.mintToken(), "for user demo"));
        try (BeamletClient client = new BeamletClient(url, token)) {
            EndpointId endpoint =
                    steps.take(
                            "start_endpoint",
                            "endpoint",
                            () -> {
                                EndpointId id = services.startEndpoint(url);
                                services.awaitOnline(client, id);
                                return new Steps.Done<>(id, id.toString());
                            });
            register(client, List.of(noop, xpcs));
            try (BeamletExecutor executor = new BeamletExecutor(client, endpoint)) {
                noops(executor, noop.id());
                return correlate(executor, xpcs, example);
            }
        }
    }

    private CatalogFunction function(String name) {
        return catalog.find(name)
                .orElseThrow(() ->
                        new BeamletException(
                                ErrorCode.INSTALLATION_INCOMPLETE,
                                "the catalog has no function '%s'".formatted(name),
                                "install Beamlet again"));
    }

    private void register(BeamletClient client, List<CatalogFunction> functions) {
        List<FunctionId> _ =
                steps.take(
                        "",
                        "catalog",
                        () -> {
                            List<FunctionId> ids =
                                    functions.stream().map(client::register).toList();
                            return new Steps.Done<>(ids, ids.size() + " functions registered");
                        });
    }

    private void noops(BeamletExecutor executor, FunctionId noop) {
        TaskResult _ =
                steps.take(
                        "first_noop",
                        "first no-op",
                        () ->
                                new Steps.Done<>(
                                        call(executor, noop, echo(1)),
                                        "diagnostics.noop, a worker starts"));
        Duration median =
                steps.take(
                        "",
                        "warm no-op",
                        () -> {
                            List<Duration> all = new ArrayList<>();
                            for (int i = 0; i < WARM_CALLS; i++) {
                                all.add(call(executor, noop, echo(i)).timings().total());
                            }
                            all.sort(null);
                            Duration middle = all.get(WARM_CALLS / 2);
                            return new Steps.Done<>(
                                    middle,
                                    "median of %d: %s".formatted(WARM_CALLS, Seconds.text(middle)));
                        });
        steps.note("warm_noop_median", median);
    }

    private DemoOutcome correlate(BeamletExecutor executor, CatalogFunction xpcs, Example example) {
        Expectation expectation = Expectation.read(example.expected());
        ObjectNode arguments =
                expectation
                        .options()
                        .deepCopy()
                        .put("raw", example.raw().toString())
                        .put("qmap", example.qmap().toString())
                        .put("output", folder.results().toString());
        TaskResult result =
                steps.take(
                        "xpcs",
                        "xpcs.correlate",
                        () ->
                                new Steps.Done<>(
                                        call(executor, xpcs.id(), arguments),
                                        xpcs.id().toString()));
        Path file = Path.of(result.value().path("result_file").asText());
        List<String> files = new ArrayList<>();
        result.value().path("files").forEach(one -> files.add(one.asText()));
        G2Curves measured = G2Curves.ofResult(file);
        return new DemoOutcome(xpcs.id(), file, files, measured, expectation, steps.timings());
    }

    private static TaskResult call(
            BeamletExecutor executor, FunctionId function, ObjectNode arguments)
            throws InterruptedException {
        try {
            return executor.submit(function, arguments).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof BeamletException told ? told : fault(e);
        } catch (TimeoutException e) {
            throw new BeamletException(
                    ErrorCode.WAIT_TIMED_OUT,
                    "no result after " + Seconds.text(PATIENCE),
                    "read the logs named above",
                    e);
        }
    }

    private static ObjectNode echo(int number) {
        return Json.NODES.objectNode().put("echo", number);
    }

    private static BeamletException fault(ExecutionException e) {
        return new BeamletException(
                ErrorCode.INTERNAL_ERROR,
                "the wait for a result ended with " + e.getCause(),
                "report this with what --debug shows",
                e);
    }

    private void showLogs() {
        for (Path log : folder.gatherLogs()) {
            List<String> tail = ChildProgram.tail(log);
            if (!tail.isEmpty()) {
                steps.say(terminal.errInk().dim("--- end of " + log));
                tail.forEach(steps::say);
            }
        }
    }

    /** The data set that ships with Beamlet. */
    private record Example(Path raw, Path qmap, Path expected) {
        static Example in(Path app) {
            Path folder = app.resolve("examples").resolve("xpcs");
            Example example =
                    new Example(
                            folder.resolve("raw.h5"),
                            folder.resolve("qmap.h5"),
                            folder.resolve("expected_g2.json"));
            for (Path file : List.of(example.raw, example.qmap, example.expected)) {
                if (!Files.isRegularFile(file)) {
                    throw new BeamletException(
                            ErrorCode.INSTALLATION_INCOMPLETE,
                            "%s is missing".formatted(file),
                            "install Beamlet again");
                }
            }
            return example;
        }
    }
}
