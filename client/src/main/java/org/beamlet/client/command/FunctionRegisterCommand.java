package org.beamlet.client.command;

import java.util.List;
import java.util.concurrent.Callable;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.terminal.TextTable;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes catalog functions known to the service. */
@Command(
        name = "register",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = {
            "Register catalog functions with the service and print their ids.",
            "A catalog function has the same id everywhere; registering it again changes nothing."
        })
final class FunctionRegisterCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(arity = "0..1", paramLabel = "FUNCTION", description = "Name or NAME@VERSION.")
    private @Nullable String function;

    @Option(names = "--all", description = "Register the whole catalog.")
    private boolean all;

    FunctionRegisterCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        List<CatalogFunction> functions = chosen();
        TextTable table = TextTable.bare();
        try (BeamletClient client = environment.client()) {
            for (CatalogFunction one : functions) {
                FunctionId id = client.register(one);
                table.row(id.toString(), one.name() + "@" + one.version());
            }
        }
        table.lines(environment.terminal().outInk()).forEach(environment.terminal().out()::println);
        return ExitCode.OK;
    }

    private List<CatalogFunction> chosen() {
        String word = function;
        if (all == (word != null)) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    all ? "a function and --all exclude each other" : "no function is named",
                    "give NAME, NAME@VERSION or --all");
        }
        if (word == null) {
            return environment.catalog().get().functions();
        }
        FunctionLookup lookup = new FunctionLookup(environment.catalog().get());
        return List.of(lookup.here(word).orElseThrow(() -> lookup.unknown(word)));
    }
}
