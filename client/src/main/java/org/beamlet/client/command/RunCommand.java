package org.beamlet.client.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.beamlet.catalog.ArgumentCheck;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.BeamletExecutor;
import org.beamlet.client.SubmitOptions;
import org.beamlet.client.TaskResult;
import org.beamlet.client.inprocess.InProcessEndpoint;
import org.beamlet.client.terminal.LiveLine;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs one function and waits for its result. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = "Run a function and wait for its result.",
        footerHeading = "%nArguments:%n",
        footer = {
            "  A value is JSON where it reads as JSON (5, true, [1, 2], null), else text. To give the",
            "  text 5, write --arg name='\"5\"'. Relative values of arguments that the function's schema",
            "  marks as paths are made absolute against the current folder, also for endpoints",
            "  elsewhere: there, give absolute paths of that machine.",
            "",
            "Examples:",
            "  beamlet run diagnostics.noop --in-process --arg echo=42",
            "  beamlet run xpcs.correlate@1.1.0 --endpoint polaris --arg raw=/eagle/raw.h5 --json"
        })
final class RunCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(
            paramLabel = "FUNCTION",
            description = "Name, NAME@VERSION, or UUID; see `beamlet function list`.")
    private String function = "";

    @Option(
            names = "--arg",
            paramLabel = "KEY=VALUE",
            description = "An argument; may be given many times.")
    private List<String> arguments = new ArrayList<>();

    @Option(
            names = "--arg-file",
            paramLabel = "FILE",
            description = "A JSON object of arguments; --arg counts before it.")
    private @Nullable String argumentFile;

    @Option(
            names = "--endpoint",
            paramLabel = "NAME|UUID",
            description = "Where to run; default: your only endpoint that is online.")
    private @Nullable String endpoint;

    @Option(names = "--in-process", description = "Run in this process: no service, no endpoint.")
    private boolean inProcess;

    @Option(names = "--json", description = "Write one JSON object to stdout.")
    private boolean json;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = DurationText.class,
            description = "Wait no longer than this, such as 90s, 5m or 2h; the task goes on.")
    private @Nullable Duration timeout;

    @Option(
            names = "--time-limit",
            paramLabel = "DURATION",
            converter = DurationText.class,
            description = "End the task where it runs once it has run for this long.")
    private @Nullable Duration timeLimit;

    @Option(
            names = "--priority",
            paramLabel = "N",
            description =
                    "Among your own tasks on the endpoint, the lower number goes first; default: 0.")
    private int priority;

    @Option(
            names = "--cancel-on-interrupt",
            description = "On Ctrl-C, cancel the task; without it, the task goes on.")
    private boolean cancelOnInterrupt;

    RunCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        RunReport report = new RunReport(environment.terminal(), json, function);
        try {
            if (inProcess && endpoint != null) {
                throw new BeamletException(
                        ErrorCode.USAGE,
                        "--in-process and --endpoint exclude each other",
                        "give one of them");
            }
            ObjectNode given = Arguments.parse(arguments);
            if (argumentFile != null) {
                given = Arguments.read(environment.folder().resolve(argumentFile)).setAll(given);
            }
            TaskResult result = inProcess ? here(given, report) : atEndpoint(given, report);
            report.success(result);
            return ExitCode.OK;
        } catch (BeamletException e) {
            report.failure(e);
            throw e;
        }
    }

    private TaskResult here(ObjectNode given, RunReport report) {
        FunctionLookup lookup = new FunctionLookup(environment.catalog().get());
        CatalogFunction found = lookup.here(function).orElseThrow(() -> lookup.unknown(function));
        FunctionChoice choice = FunctionChoice.of(found);
        report.chosen(choice);
        check(found, given);
        InProcessEndpoint runner = new InProcessEndpoint(environment.catalog().get());
        LiveLine line = new LiveLine(environment.terminal());
        try (Waiting waiting = Waiting.here(line, choice, report)) {
            return waiting.await(runner.submit(choice.id(), given, options(), waiting), timeout);
        } finally {
            runner.closeNow();
        }
    }

    private TaskResult atEndpoint(ObjectNode given, RunReport report) {
        FunctionLookup lookup = new FunctionLookup(environment.catalog().get());
        // What is wrong with the arguments is told before anybody is asked.
        lookup.here(function).ifPresent(known -> check(known, given));
        try (BeamletClient client = environment.client()) {
            FunctionChoice choice = lookup.anywhere(function, client);
            report.chosen(choice);
            EndpointChoice where =
                    new EndpointLookup(environment.home().root(), client).online(endpoint);
            choice.catalog().ifPresent(client::ensureRegistered);
            choice.notice()
                    .ifPresent(text -> environment.terminal().err().println("note: " + text));
            BeamletExecutor runner = new BeamletExecutor(client, where.id());
            LiveLine line = new LiveLine(environment.terminal());
            try (Waiting waiting =
                    Waiting.elsewhere(line, choice, where, client, report, cancelOnInterrupt)) {
                return waiting.await(
                        runner.submit(choice.id(), given, options(), waiting), timeout);
            } finally {
                runner.closeNow();
            }
        }
    }

    private SubmitOptions options() {
        return new SubmitOptions(timeLimit, priority);
    }

    private void check(CatalogFunction known, ObjectNode given) {
        Arguments.makePathsAbsolute(given, known.schema(), environment.folder());
        ArgumentCheck.check(known, given);
    }
}
