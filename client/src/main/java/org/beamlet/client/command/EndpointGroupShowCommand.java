package org.beamlet.client.command;

import java.util.concurrent.Callable;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.EndpointGroupSummary;
import org.beamlet.client.terminal.Ink;
import org.beamlet.client.terminal.TextTable;
import org.beamlet.protocol.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one group. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = "Show an endpoint group and which of its endpoints are online.")
final class EndpointGroupShowCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(paramLabel = "GROUP", description = "Name or id.")
    private String word = "";

    @Option(names = "--json", description = "Write one JSON object to stdout.")
    private boolean json;

    EndpointGroupShowCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        try (BeamletClient client = environment.client()) {
            EndpointGroupSummary group = new EndpointGroupLookup(client).required(word);
            if (json) {
                environment.terminal().out().println(Json.write(group));
                return ExitCode.OK;
            }
            Ink ink = environment.terminal().outInk();
            TextTable head = TextTable.bare();
            head.row("group", group.name());
            head.row("id", group.uuid());
            head.row("policy", group.policy());
            head.row("running", group.running());
            head.lines(ink).forEach(environment.terminal().out()::println);
            environment.terminal().out().println();
            TextTable members = TextTable.headed("ENDPOINT", "ID", "STATUS");
            group.endpoints()
                    .forEach(one -> members.row(one.shownName(), one.endpointId(), one.status()));
            members.lines(ink).forEach(environment.terminal().out()::println);
            return ExitCode.OK;
        }
    }
}
