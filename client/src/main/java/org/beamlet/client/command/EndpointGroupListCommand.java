package org.beamlet.client.command;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.EndpointGroupSummary;
import org.beamlet.client.terminal.TextTable;
import org.beamlet.protocol.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the caller's groups. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = "List your endpoint groups.")
final class EndpointGroupListCommand implements Callable<Integer> {
    private final Environment environment;

    @Option(names = "--json", description = "Write one JSON array to stdout.")
    private boolean json;

    EndpointGroupListCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        try (BeamletClient client = environment.client()) {
            List<EndpointGroupSummary> groups = client.endpointGroups();
            if (json) {
                environment.terminal().out().println(Json.write(groups));
                return ExitCode.OK;
            }
            TextTable table = TextTable.headed("NAME", "ID", "POLICY", "RUNNING", "ENDPOINTS");
            for (EndpointGroupSummary group : groups) {
                table.row(
                        group.name(),
                        group.uuid(),
                        group.policy(),
                        group.running(),
                        members(group));
            }
            table.lines(environment.terminal().outInk())
                    .forEach(environment.terminal().out()::println);
            return ExitCode.OK;
        }
    }

    private static String members(EndpointGroupSummary group) {
        return group.endpoints().stream()
                .map(one -> one.shownName() + " (" + one.status() + ")")
                .collect(Collectors.joining(", "));
    }
}
