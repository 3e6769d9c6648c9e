package org.beamlet.client.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.descriptor.Descriptors;
import org.beamlet.catalog.descriptor.FunctionDescriptor;
import org.beamlet.catalog.descriptor.Resources;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.terminal.Ink;
import org.beamlet.client.terminal.TextTable;
import org.beamlet.protocol.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one function and its arguments. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = "Show a function and its arguments.")
final class FunctionShowCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(paramLabel = "FUNCTION", description = "Name, NAME@VERSION, or UUID.")
    private String function = "";

    @Option(names = "--json", description = "Write one JSON object, with the schema, to stdout.")
    private boolean json;

    FunctionShowCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        FunctionLookup lookup = new FunctionLookup(environment.catalog().get());
        FunctionChoice choice =
                lookup.here(function).map(FunctionChoice::of).orElseGet(() -> atService(lookup));
        if (json) {
            environment.terminal().out().println(Json.write(document(choice)));
        } else {
            show(choice);
        }
        return ExitCode.OK;
    }

    private FunctionChoice atService(FunctionLookup lookup) {
        if (environment.tokens().isEmpty()) {
            throw lookup.unknown(function);
        }
        try (BeamletClient client = environment.client()) {
            return lookup.anywhere(function, client);
        }
    }

    private static ObjectNode document(FunctionChoice choice) {
        ObjectNode object = Json.NODES.objectNode();
        object.put("name", choice.name());
        object.put("version", choice.version());
        object.put("id", choice.id().toString());
        object.put("description", choice.catalog().map(CatalogFunction::description).orElse(null));
        object.put("idempotent", choice.catalog().map(CatalogFunction::idempotent).orElse(null));
        object.set("schema", choice.catalog().map(CatalogFunction::schema).orElse(null));
        object.set(
                "descriptor",
                choice.catalog().map(known -> Descriptors.of(known).json()).orElse(null));
        return object;
    }

    private void show(FunctionChoice choice) {
        Ink ink = environment.terminal().outInk();
        line(ink.bold(choice.shown()));
        choice.catalog().ifPresent(known -> line(known.description()));
        line("");
        Optional<OwnFunctionView> own = choice.catalog().isEmpty() ? own(choice) : Optional.empty();
        if (own.isPresent()) {
            own.get().lines(choice.id(), ink).forEach(this::line);
            return;
        }
        TextTable about = TextTable.bare().row("id", choice.id().toString());
        choice.catalog().map(Descriptors::of).ifPresent(known -> describe(known, about));
        about.lines(ink).forEach(this::line);
        if (choice.catalog().isEmpty()) {
            line("");
            line(
                    "Its arguments are not known here: it is not in the catalog of this installation.");
            return;
        }
        line("");
        new ArgumentTable(choice.catalog().get().schema()).lines(ink).forEach(this::line);
    }

    private static void describe(FunctionDescriptor known, TextTable about) {
        Resources needs = known.resources();
        about.row("typical time", needs.typicalTime().formula());
        about.row("GPU", needs.gpu().word());
        about.row("in flows", "arguments under " + String.join(" or ", known.flow().in()));
        known.deprecation().ifPresent(one -> about.row("deprecated", one.about(known.shownName())));
    }

    private Optional<OwnFunctionView> own(FunctionChoice choice) {
        try (BeamletClient client = environment.client()) {
            return OwnFunctionView.of(client.function(choice.id()));
        }
    }

    private void line(String text) {
        environment.terminal().out().println(text);
    }
}
