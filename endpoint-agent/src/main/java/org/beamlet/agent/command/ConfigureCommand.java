package org.beamlet.agent.command;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Makes the folder of a new endpoint with a configuration that works as it is. */
@Command(
        name = "configure",
        mixinStandardHelpOptions = true,
        description = "Makes a new endpoint on this machine.",
        footer = {
            "",
            "Examples:",
            "  beamlet endpoint configure workstation",
            "  beamlet endpoint configure polaris --site polaris",
            "  beamlet endpoint configure cluster --endpoint-config cluster.yaml",
            "  beamlet endpoint configure beamline --multi-user",
            "  beamlet endpoint configure beamline --template-config user.yaml.j2"
        })
final class ConfigureCommand implements Callable<Integer> {
    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Name on this machine.")
    String name = "";

    @Option(names = "--display-name", description = "Name that users see.")
    @Nullable String displayName;

    @Option(
            names = "--endpoint-config",
            paramLabel = "FILE",
            description = "A config.yaml with an engine, which is checked and taken over.")
    @Nullable Path endpointConfig;

    @Option(
            names = "--site",
            paramLabel = "SITE",
            completionCandidates = SiteConfig.Names.class,
            description =
                    "Begins with the configuration of a site, which is then to be filled in:"
                            + " ${COMPLETION-CANDIDATES}.")
    @Nullable String site;

    @Option(
            names = "--multi-user",
            arity = "0..1",
            paramLabel = "BOOL",
            fallbackValue = "true",
            description =
                    "A manager endpoint: it starts an endpoint from a template for each user and"
                            + " configuration. So do --manager-config, --template-config,"
                            + " --schema-config and --user-env-config.")
    boolean multiUser;

    @Option(
            names = "--manager-config",
            paramLabel = "FILE",
            description = "Its config.yaml, without an engine.")
    @Nullable Path managerConfig;

    @Option(
            names = "--template-config",
            paramLabel = "FILE",
            description = "The template, user_config_template.yaml.j2.")
    @Nullable Path template;

    @Option(
            names = "--schema-config",
            paramLabel = "FILE",
            description = "What users may fill in, user_config_schema.json.")
    @Nullable Path schema;

    @Option(
            names = "--user-env-config",
            paramLabel = "FILE",
            description = "Variables of the user endpoints, user_environment.yaml.")
    @Nullable Path environment;

    @Override
    public Integer call() {
        EndpointFolder folder = parent.folder(name);
        if (folder.configured()) {
            throw new BeamletException(
                    ErrorCode.RESOURCE_CONFLICT,
                    "endpoint '%s' is configured already, in %s".formatted(name, folder.path()),
                    "edit its config.yaml, or delete it first with `beamlet endpoint delete %s`"
                            .formatted(name));
        }
        Optional<SiteConfig> from = Optional.ofNullable(site).map(SiteConfig::of);
        tell(files(from).write(folder), from);
        return 0;
    }

    private NewFiles files(Optional<SiteConfig> from) {
        Stream.of(endpointConfig, managerConfig, template, schema, environment)
                .filter(given -> given != null && !Files.isReadable(given))
                .findFirst()
                .ifPresent(missing -> {
                    throw usage(
                            "%s cannot be read".formatted(missing),
                            "name a file that is there and may be read");
                });
        int workers = Runtime.getRuntime().availableProcessors();
        boolean manager =
                multiUser
                        || Stream.of(managerConfig, template, schema, environment)
                                .anyMatch(given -> given != null);
        if (manager && (endpointConfig != null || from.isPresent())) {
            throw usage(
                    "--%s is of an endpoint that runs tasks itself"
                            .formatted(from.isPresent() ? "site" : "endpoint-config"),
                    "leave it out, or all options of manager endpoints");
        }
        if (endpointConfig != null && from.isPresent()) {
            throw usage("--site and --endpoint-config are two configurations", "give one");
        }
        if (displayName != null
                && (managerConfig != null || endpointConfig != null || from.isPresent())) {
            throw usage(
                    "--display-name says what the given file says as well",
                    "write display_name into the file");
        }
        if (from.isPresent()) {
            return NewFiles.ofSite(from.get());
        }
        return manager
                ? NewFiles.ofManager(
                        new NewFiles.Given(managerConfig, template, schema, environment),
                        displayName,
                        workers)
                : NewFiles.ofEndpoint(endpointConfig, displayName, workers);
    }

    private static BeamletException usage(String what, String remedy) {
        return new BeamletException(ErrorCode.USAGE, what, remedy);
    }

    private void tell(List<Path> written, Optional<SiteConfig> from) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Created profile for endpoint named <%s>".formatted(name));
        out.println();
        out.println("    Configuration file: " + written.getFirst());
        written.stream().skip(1).forEach(file -> out.println("    Beside it:          " + file));
        out.println();
        List<String> changes = from.map(SiteConfig::changes).orElse(List.of());
        if (!changes.isEmpty()) {
            out.println("Fill in first:");
            out.println();
            changes.forEach(change -> out.println("    " + change));
            out.println();
            out.println("`beamlet endpoint check %s` shows what it comes to.".formatted(name));
        }
        out.println("Use the `start` subcommand to run it:");
        out.println();
        out.println("    $ beamlet endpoint start " + name);
        out.flush();
    }
}
