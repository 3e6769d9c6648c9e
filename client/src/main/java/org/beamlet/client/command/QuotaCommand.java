package org.beamlet.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.terminal.TextTable;
import org.beamlet.protocol.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what the caller has of what they may have. */
@Command(
        name = "quota",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = "Show how much you have of what you may have.")
final class QuotaCommand implements Callable<Integer> {
    private final Environment environment;

    @Option(names = "--json", description = "Write one JSON object to stdout.")
    private boolean json;

    QuotaCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        JsonNode quota;
        try (BeamletClient client = environment.client()) {
            quota = client.sharing().quota();
        }
        if (json) {
            environment.terminal().out().println(Json.write(quota));
            return ExitCode.OK;
        }
        TextTable table = TextTable.headed("WHAT", "USED", "LIMIT");
        quota.properties()
                .forEach(entry ->
                        table.row(
                                entry.getKey().replace('_', ' '),
                                entry.getValue().path("used").asText(),
                                entry.getValue().path("limit").asText()));
        table.lines(environment.terminal().outInk()).forEach(environment.terminal().out()::println);
        return ExitCode.OK;
    }
}
