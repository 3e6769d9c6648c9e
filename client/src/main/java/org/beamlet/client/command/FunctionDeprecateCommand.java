package org.beamlet.client.command;

import java.util.concurrent.Callable;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.FunctionSummary;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.UuidText;
import org.beamlet.protocol.version.FunctionAlias;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a version of a function out of use. */
@Command(
        name = "deprecate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Advise against a version of your function, or (--revoke) forbid it.",
            "A deprecated version runs with a warning; a revoked one is refused."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet function deprecate fit.peaks@1.2.0 --reason 'wrong below 5 keV' \\\\",
            "      --successor fit.peaks@1.3.0",
            "  beamlet function deprecate fit.peaks@1.2.0 --undo"
        })
final class FunctionDeprecateCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(
            paramLabel = "FUNCTION",
            description = "NAME@VERSION with the whole version, or UUID.")
    private String function = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "What is wrong with it.")
    private @Nullable String reason;

    @Option(
            names = "--successor",
            paramLabel = "NAME@VERSION|UUID",
            description = "What to use instead.")
    private @Nullable String successor;

    @Option(names = "--revoke", description = "Refuse it from now on.")
    private boolean revoke;

    @Option(names = "--undo", description = "Take back what was said before.")
    private boolean undo;

    FunctionDeprecateCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        String why = reason;
        if (undo == (why != null)) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    undo ? "--undo and --reason exclude each other" : "no reason is given",
                    "give --reason TEXT, or --undo");
        }
        try (BeamletClient client = environment.client()) {
            FunctionId id = id(client);
            FunctionSummary now =
                    why == null ? client.restore(id) : client.withdraw(id, revoke, why, successor);
            FunctionSummary.Notice notice = now.notice();
            environment
                    .terminal()
                    .out()
                    .println(
                            "%s %s"
                                    .formatted(
                                            function,
                                            notice == null ? "is live" : "is " + notice.text()));
        }
        return ExitCode.OK;
    }

    /** Revoked versions too: a name alone would never lead to one. */
    private FunctionId id(BeamletClient client) {
        if (UuidText.isUuid(function)) {
            return FunctionId.parse(function);
        }
        FunctionAlias alias = FunctionAlias.parse(function);
        return client.functions(alias.name()).stream()
                .filter(one -> alias.range().equals(one.version()))
                .findFirst()
                .map(FunctionSummary::id)
                .orElseThrow(() ->
                        new BeamletException(
                                ErrorCode.FUNCTION_NOT_FOUND,
                                "the service has no function '%s'".formatted(function),
                                "give NAME@VERSION with the whole version, or a UUID; see `beamlet"
                                        + " function search`"));
    }
}
