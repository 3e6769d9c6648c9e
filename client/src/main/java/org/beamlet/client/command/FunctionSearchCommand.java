package org.beamlet.client.command;

import java.util.List;
import java.util.concurrent.Callable;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.FunctionSummary;
import org.beamlet.client.terminal.TextTable;
import org.beamlet.protocol.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Searches the functions of the service. */
@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description =
                "Search the functions that the service lets you run, by a word in name or description.")
final class FunctionSearchCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(paramLabel = "WORD", description = "Whatever its case.")
    private String word = "";

    @Option(names = "--json", description = "Write one JSON array to stdout.")
    private boolean json;

    FunctionSearchCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        List<FunctionSummary> found;
        try (BeamletClient client = environment.client()) {
            found = client.searchFunctions(word);
        }
        if (json) {
            environment.terminal().out().println(Json.write(found));
            return ExitCode.OK;
        }
        TextTable table = TextTable.headed("NAME", "VERSION", "ID", "SHARED", "DESCRIPTION");
        for (FunctionSummary one : found) {
            table.row(
                    one.shownName(),
                    one.version() == null ? "" : one.version(),
                    one.uuid(),
                    Boolean.TRUE.equals(one.isPublic()) ? "public" : "private",
                    described(one));
        }
        table.lines(environment.terminal().outInk()).forEach(environment.terminal().out()::println);
        return ExitCode.OK;
    }

    private static String described(FunctionSummary one) {
        String description = one.description() == null ? "" : one.description();
        FunctionSummary.Notice notice = one.notice();
        return notice == null ? description : "(%s) %s".formatted(notice.text(), description);
    }
}
