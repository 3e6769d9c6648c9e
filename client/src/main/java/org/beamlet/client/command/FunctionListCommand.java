package org.beamlet.client.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.descriptor.Descriptors;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.FunctionSummary;
import org.beamlet.client.terminal.TextTable;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the functions of this installation, and those that the service has besides. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = {
            "List functions: the catalog of this installation, and what else the service lets you run."
        })
final class FunctionListCommand implements Callable<Integer> {
    private final Environment environment;

    @Option(names = "--json", description = "Write one JSON array to stdout.")
    private boolean json;

    FunctionListCommand(Environment environment) {
        this.environment = environment;
    }

    private record Row(
            String name,
            String version,
            FunctionId id,
            String description,
            boolean registered,
            Optional<String> notice) {
        String described() {
            return notice.map(text -> "(%s) %s".formatted(text, description)).orElse(description);
        }
    }

    @Override
    public Integer call() {
        List<Row> rows = rows(atService());
        if (json) {
            ArrayNode array = Json.NODES.arrayNode();
            for (Row row : rows) {
                array.addObject()
                        .put("name", row.name)
                        .put("version", row.version)
                        .put("id", row.id.toString())
                        .put("description", row.description)
                        .put("registered", row.registered)
                        .put("notice", row.notice.orElse(null));
            }
            environment.terminal().out().println(Json.write(array));
            return ExitCode.OK;
        }
        TextTable table = TextTable.headed("NAME", "VERSION", "ID", "DESCRIPTION");
        rows.forEach(row -> table.row(row.name, row.version, row.id.toString(), row.described()));
        table.lines(environment.terminal().outInk()).forEach(environment.terminal().out()::println);
        return ExitCode.OK;
    }

    private List<Row> rows(List<FunctionSummary> atService) {
        Map<FunctionId, FunctionSummary> registered = new HashMap<>();
        atService.forEach(one -> registered.put(one.id(), one));
        List<Row> rows = new ArrayList<>();
        Set<FunctionId> here = new HashSet<>();
        for (CatalogFunction one : environment.catalog().get().functions()) {
            here.add(one.id());
            rows.add(
                    new Row(
                            one.name(),
                            one.version(),
                            one.id(),
                            one.description(),
                            registered.containsKey(one.id()),
                            notice(one).or(() -> notice(registered.get(one.id())))));
        }
        for (FunctionSummary one : atService) {
            if (!here.contains(one.id())) {
                rows.add(
                        new Row(
                                one.shownName(),
                                Optional.ofNullable(one.version()).orElse(""),
                                one.id(),
                                Optional.ofNullable(one.description()).orElse(""),
                                true,
                                notice(one)));
            }
        }
        return rows;
    }

    private static Optional<String> notice(CatalogFunction function) {
        return Descriptors.of(function)
                .deprecation()
                .map(one -> "deprecated since %s: use %s".formatted(one.since(), one.use()));
    }

    private static Optional<String> notice(@Nullable FunctionSummary function) {
        return Optional.ofNullable(function)
                .map(FunctionSummary::notice)
                .map(FunctionSummary.Notice::text);
    }

    /** The list is useful without a service, so its absence is a note and no error. */
    private List<FunctionSummary> atService() {
        if (environment.tokens().isEmpty()) {
            return List.of();
        }
        try (BeamletClient client = environment.client()) {
            return client.functions();
        } catch (BeamletException e) {
            boolean foreign = e.code() == ErrorCode.ROUTE_NOT_FOUND;
            if (!foreign && ExitCode.of(e) != ExitCode.UNREACHABLE) {
                throw e;
            }
            environment
                    .terminal()
                    .err()
                    .println("note: only the catalog of this installation: " + e.what());
            return List.of();
        }
    }
}
