package org.beamlet.client.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.bundle.Bundles;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.terminal.TextTable;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes functions known to the service. */
@Command(
        name = "register",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Register functions with the service and print their ids: of the catalog, or your own, from a"
                    + " project, a file of Python, shell or Java, or a JAR.",
            "A catalog function has the same id everywhere; registering it again changes nothing. To be the"
                    + " first takes an operator, who also publishes the bundle that it is in.",
            "Your own gets a new id each time, or with --publish the one that your name, its name and its"
                    + " version fix; its code never changes under an id."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet function register xpcs.correlate",
            "  beamlet function register peaks/",
            "  beamlet function register total.py --name lab.total@1.0.0",
            "  beamlet function register --source Peaks.java",
            "  beamlet function register --jar lab.jar --entry org.lab.Peaks#find --name lab.peaks@1.0.0"
        })
final class FunctionRegisterCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(
            arity = "0..1",
            paramLabel = "FUNCTION|FILE",
            description =
                    "Name or NAME@VERSION of the catalog, the folder of a project, or a file: .py, .sh or"
                            + " .java.")
    private @Nullable String function;

    @Option(names = "--all", description = "Register the whole catalog.")
    private boolean all;

    @Option(names = "--jar", paramLabel = "FILE", description = "Register a method of this JAR.")
    private @Nullable Path jar;

    @Option(
            names = "--source",
            paramLabel = "FILE",
            description = "Register a method of this Java source file.")
    private @Nullable Path source;

    @Option(
            names = "--entry",
            paramLabel = "CLASS#METHOD",
            description =
                    "The method, such as org.lab.Peaks#find, or Python function; of a source file only"
                            + " needed where several could be meant.")
    private @Nullable String entry;

    @Option(
            names = "--name",
            paramLabel = "NAME[@VERSION]",
            description = "What to call it; default: class and method.")
    private @Nullable String name;

    @Option(names = "--description", paramLabel = "TEXT", description = "One sentence for lists.")
    private @Nullable String description;

    @Option(
            names = "--publish",
            description = "Under the id that your user name, its name and its version fix.")
    private boolean publish;

    FunctionRegisterCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        long ways =
                Stream.of(function != null, all, jar != null, source != null)
                        .filter(given -> given)
                        .count();
        if (ways != 1) {
            throw usage(
                    ways == 0
                            ? "no function is named"
                            : "FUNCTION, --all, --jar and --source exclude each other",
                    "give NAME, NAME@VERSION, FILE, --all, --jar FILE or --source FILE");
        }
        Optional<OwnFunction> own = own();
        if (own.isEmpty()) {
            return ofCatalog();
        }
        TextTable table = TextTable.bare();
        try (BeamletClient client = environment.client()) {
            FunctionId id = own.get().register(client, publish);
            table.row(id.toString(), own.get().shownName());
        }
        print(table);
        return ExitCode.OK;
    }

    private Optional<OwnFunction> own() {
        OwnFunctionFiles files =
                new OwnFunctionFiles(
                        environment.folder(), new OwnFunctionFiles.Given(entry, name, description));
        Path archive = jar;
        if (archive != null) {
            return Optional.of(files.ofJar(archive));
        }
        Path text = source;
        return text == null
                ? Optional.ofNullable(function).flatMap(files::find)
                : Optional.of(files.ofJavaSource(text));
    }

    private int ofCatalog() {
        if (entry != null || name != null || description != null || publish) {
            throw usage(
                    "--entry, --name, --description and --publish are for functions of your own",
                    "leave them out, or give a file, --jar or --source");
        }
        List<CatalogFunction> functions = chosen();
        TextTable table = TextTable.bare();
        try (BeamletClient client = environment.client()) {
            boolean operator = operator(client);
            for (CatalogFunction one : functions) {
                Optional<Path> bundle =
                        operator ? Bundles.ofWorkers().place(one) : Optional.empty();
                FunctionId id =
                        bundle.filter(Files::isRegularFile)
                                .map(archive -> client.publish(one, archive))
                                .orElseGet(() -> client.register(one));
                table.row(id.toString(), one.name() + "@" + one.version());
            }
        }
        print(table);
        return ExitCode.OK;
    }

    /** Services other than Beamlet's have no operators; they take what comes. */
    private static boolean operator(BeamletClient client) {
        try {
            return client.caller().path("operator").asBoolean(false);
        } catch (BeamletException e) {
            if (e.code() == ErrorCode.ROUTE_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private void print(TextTable table) {
        table.lines(environment.terminal().outInk()).forEach(environment.terminal().out()::println);
    }

    private List<CatalogFunction> chosen() {
        String word = function;
        if (word == null) {
            return environment.catalog().get().functions();
        }
        FunctionLookup lookup = new FunctionLookup(environment.catalog().get());
        return List.of(lookup.here(word).orElseThrow(() -> lookup.unknown(word)));
    }

    private static BeamletException usage(String what, String remedy) {
        return new BeamletException(ErrorCode.USAGE, what, remedy);
    }
}
