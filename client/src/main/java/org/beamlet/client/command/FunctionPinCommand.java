package org.beamlet.client.command;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.bundle.Bundles;
import org.beamlet.client.BeamletClient;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.UuidText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints a function's id with the hash of its code. */
@Command(
        name = "pin",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = {
            "Print UUID@SHA-256 of a function, for allowed_functions in an endpoint's config.yaml:"
                    + " then nothing else runs there under that id, whatever the service sends.",
            "For a function of the catalog the hash is that of its classes and resources in the bundle"
                    + " installed here; for any other, that of its code as the service has it now: look at that first, with"
                    + " `beamlet function show`."
        })
final class FunctionPinCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(paramLabel = "FUNCTION", description = "Name, NAME@VERSION or UUID.")
    private String function = "";

    FunctionPinCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        FunctionLookup lookup = new FunctionLookup(environment.catalog().get());
        Optional<CatalogFunction> here =
                UuidText.isUuid(function)
                        ? environment.catalog().get().find(FunctionId.parse(function))
                        : Optional.of(
                                lookup.here(function).orElseThrow(() -> lookup.unknown(function)));
        String pin =
                here.map(found -> found.id() + "@" + bundle(found))
                        .orElseGet(() -> function + "@" + atService());
        environment.terminal().out().println(pin);
        return ExitCode.OK;
    }

    private static String bundle(CatalogFunction found) {
        return Bundles.ofWorkers()
                .hash(found)
                .orElseThrow(() ->
                        new BeamletException(
                                ErrorCode.INSTALLATION_INCOMPLETE,
                                "the bundle of %s is not on the worker's class path"
                                        .formatted(found.name()),
                                "start the command as ./beamlet"));
    }

    private String atService() {
        try (BeamletClient client = environment.client()) {
            return Bundles.sha256(
                    client.function(FunctionId.parse(function)).path("function_code").asText());
        }
    }
}
