package org.beamlet.client.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.JavaFunctions;
import org.beamlet.client.terminal.TextTable;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.payload.JavaEntry;
import org.beamlet.protocol.version.Version;
import org.beamlet.worker.userfunction.Inspection;
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
            "Register functions with the service and print their ids: of the catalog, or a Java method",
            "of your own, from a JAR or from one source file that the worker compiles.",
            "A catalog function has the same id everywhere; registering it again changes nothing.",
            "A method gets a new id each time, under which its code never changes."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet function register xpcs.correlate",
            "  beamlet function register --source Peaks.java",
            "  beamlet function register --jar lab.jar --entry org.lab.Peaks#find --name lab.peaks@1.0.0"
        })
final class FunctionRegisterCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(arity = "0..1", paramLabel = "FUNCTION", description = "Name or NAME@VERSION.")
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
                    "The method, such as org.lab.Peaks#find; with --source only needed where"
                            + " several could be meant.")
    private @Nullable String entry;

    @Option(
            names = "--name",
            paramLabel = "NAME[@VERSION]",
            description = "What to call it; default: class and method.")
    private @Nullable String name;

    @Option(names = "--description", paramLabel = "TEXT", description = "One sentence for lists.")
    private @Nullable String description;

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
                    "give NAME, NAME@VERSION, --all, --jar FILE or --source FILE");
        }
        return jar == null && source == null ? ofCatalog() : ofOwn();
    }

    private int ofOwn() {
        Path archive = jar;
        Inspection inspected;
        if (archive != null) {
            String method = entry;
            if (method == null) {
                throw usage("--jar needs --entry", "name it, such as --entry org.lab.Peaks#find");
            }
            archive = environment.folder().resolve(archive);
            inspected = Inspection.ofJar(archive, JavaEntry.parse(method));
        } else {
            Path text = environment.folder().resolve(String.valueOf(source));
            inspected = Inspection.ofSource(text, Optional.ofNullable(entry).map(JavaEntry::parse));
        }
        JavaFunctions.Label label = label(inspected.function().entry());
        TextTable table = TextTable.bare();
        try (BeamletClient client = environment.client()) {
            FunctionId id =
                    client.javaFunctions().register(inspected, Optional.ofNullable(archive), label);
            String version = label.version() == null ? "" : "@" + label.version();
            table.row(id.toString(), label.name() + version);
        }
        print(table);
        return ExitCode.OK;
    }

    private JavaFunctions.Label label(JavaEntry method) {
        String given = name;
        if (given == null) {
            return new JavaFunctions.Label(method.shortName(), null, description);
        }
        int at = given.lastIndexOf('@');
        String version = at < 0 ? null : given.substring(at + 1);
        if (version != null && Version.parse(version).isEmpty()) {
            throw usage(
                    "'%s' is no version".formatted(version), "write it as numbers, such as 1.0.0");
        }
        return new JavaFunctions.Label(
                at < 0 ? given : given.substring(0, at), version, description);
    }

    private int ofCatalog() {
        if (entry != null || name != null || description != null) {
            throw usage(
                    "--entry, --name and --description are for methods of your own",
                    "leave them out, or give --jar or --source");
        }
        List<CatalogFunction> functions = chosen();
        TextTable table = TextTable.bare();
        try (BeamletClient client = environment.client()) {
            for (CatalogFunction one : functions) {
                FunctionId id = client.register(one);
                table.row(id.toString(), one.name() + "@" + one.version());
            }
        }
        print(table);
        return ExitCode.OK;
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
