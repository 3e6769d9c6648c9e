package org.beamlet.agent.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.usage.Budget;
import org.beamlet.agent.usage.UsageBook;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows what an endpoint used of the machine. */
@Command(
        name = "usage",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows the node-hours of an endpoint by month: of its blocks, by the account that they"
                    + " were asked for with, and what tasks took of them, by user. The rest is of"
                    + " workers that waited.",
            "Counted by the agent while it runs, and a minute late; a block that ends while no agent"
                    + " runs counts until its walltime at most."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  beamlet endpoint usage polaris", "  beamlet endpoint usage polaris --json"})
final class UsageCommand implements Callable<Integer> {
    private static final double HOUR = 3600;

    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Name on this machine.")
    String name = "";

    @Option(names = "--json", description = "For programs: node-seconds.")
    boolean json;

    @Override
    public Integer call() {
        EndpointFolder folder = parent.folder(name).required();
        if (!(Startable.read(folder) instanceof Startable.Agent(EndpointConfig config))) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "endpoint '%s' has no blocks: its user endpoints have".formatted(folder.name()),
                    "ask one of these; `beamlet endpoint list` names them");
        }
        UsageBook book = UsageBook.read(folder.usage(), Clock.systemUTC());
        Optional<Budget> budget = config.accounting().budget();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode told = Json.NODES.objectNode();
            told.set("months", book.months());
            budget.ifPresent(one ->
                    told.putObject("budget")
                            .put("node_hours", one.nodeHours())
                            .put("period", one.span().name().toLowerCase(Locale.ROOT))
                            .put("used_node_hours", book.used(one.span()) / HOUR));
            config.accounting()
                    .perUser()
                    .ifPresent(one -> told.put("node_hours_per_user", one.nodeHours()));
            out.println(Json.write(told));
        } else {
            table(book).lines().forEach(out::println);
            budget.ifPresent(one ->
                    out.printf(
                            Locale.ROOT,
                            "budget: %.1f of %.1f node-hours are used (%s)%n",
                            book.used(one.span()) / HOUR,
                            one.nodeHours(),
                            one.span().name().toLowerCase(Locale.ROOT)));
            config.accounting()
                    .perUser()
                    .ifPresent(one ->
                            out.printf(
                                    Locale.ROOT,
                                    "each user's tasks may use %.1f node-hours (%s)%n",
                                    one.nodeHours(),
                                    one.span().name().toLowerCase(Locale.ROOT)));
        }
        out.flush();
        return 0;
    }

    private static Columns table(UsageBook book) {
        Columns table = new Columns().row("MONTH", "WHOSE", "NODE-HOURS", "TASKS");
        for (Map.Entry<String, JsonNode> month : book.months().properties()) {
            for (Map.Entry<String, JsonNode> one : month.getValue().path("projects").properties()) {
                String account = one.getKey().isEmpty() ? "no account" : one.getKey();
                table.row(month.getKey(), "blocks, " + account, hours(one.getValue()), "");
            }
            for (Map.Entry<String, JsonNode> one : month.getValue().path("users").properties()) {
                table.row(
                        month.getKey(),
                        "tasks of " + one.getKey(),
                        hours(one.getValue().path("node_seconds")),
                        one.getValue().path("tasks").asText());
            }
        }
        return table;
    }

    private static String hours(JsonNode seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds.asDouble() / HOUR);
    }
}
