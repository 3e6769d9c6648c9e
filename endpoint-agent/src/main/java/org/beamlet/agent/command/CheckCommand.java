package org.beamlet.agent.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beamlet.agent.block.BlockMaker;
import org.beamlet.agent.block.NodeCommand;
import org.beamlet.agent.block.Providers;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.config.NotCarriedOut;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.link.ListenAddress;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;
import org.beamlet.providers.BlockRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows what a configuration comes to, and tries the way to the service and to the nodes. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the configuration of an endpoint with all defaults, and the batch script that it"
                    + " would submit; then tries each hop from here to the service, its broker and"
                    + " its object store, the port for the nodes and the batch system, and names"
                    + " what is blocked. Submits nothing.",
            "Exit status 1: nodes or batch system are blocked. 2: the configuration is faulty, or"
                    + " asks for what this version does not do; no hop is tried then. 3: the way to"
                    + " the service is blocked."
        },
        footer = {
            "",
            "Examples:",
            "  beamlet endpoint check polaris",
            "  beamlet endpoint check polaris --offline",
            "  beamlet endpoint check polaris --user-config options.json --json"
        })
final class CheckCommand implements Callable<Integer> {
    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Name on this machine.")
    String name = "";

    @Option(names = "--json", description = "For programs.")
    boolean json;

    @Option(names = "--offline", description = "Looks at the configuration alone.")
    boolean offline;

    @Option(names = "--url", paramLabel = "URL", description = "URL of the service.")
    @Nullable String url;

    @Option(
            names = "--user-config",
            paramLabel = "FILE",
            description = {
                "JSON object that a user's user_endpoint_config is taken to be, to fill in the"
                        + " endpoint's template."
            })
    @Nullable Path userConfig;

    @Option(
            names = "--user-runtime",
            paramLabel = "FILE",
            description = "JSON object that a user's user_runtime is taken to be.")
    @Nullable Path userRuntime;

    @Override
    public Integer call() throws InterruptedException {
        EndpointFolder folder = parent.folder(name).required();
        Checked checked = Checked.read(folder, userConfig, userRuntime);
        EndpointConfig config = checked.config();
        List<String> refused = new ArrayList<>(checked.refused());
        NotCarriedOut.of(config).stream()
                .filter(NotCarriedOut::refused)
                .map(NotCarriedOut::toString)
                .forEach(refused::add);
        addressFault(config).ifPresent(refused::add);
        BlockRequest block =
                BlockMaker.request(
                        "block-1",
                        folder.blocks().resolve("block-1"),
                        config.engine(),
                        NodeCommand.ofThisInstallation());
        ObjectNode view = Json.NODES.objectNode();
        view.put("endpoint", name);
        view.put("file", checked.file().toString());
        view.put("starts", refused.isEmpty());
        refused.forEach(view.putArray("refused")::add);
        List<String> warnings = new ArrayList<>(checked.notes());
        warnings.addAll(Readiness.warnings(config));
        warnings.forEach(view.putArray("warnings")::add);
        view.put("digest", checked.digest());
        view.set("config", ConfigView.of(config));
        Providers.script(config.engine().provider(), block)
                .ifPresent(script -> view.put("script", script));
        Providers.submission(config.engine().provider(), block)
                .forEach(view.putArray("submission")::add);
        ContainerText.of(
                        config,
                        NodeCommand.ofThisInstallation(),
                        folder.path().resolve(config.engine().workingDir()).resolve("block-1/NODE"))
                .ifPresent(container -> view.put("container", container));
        Hops hops =
                offline || !refused.isEmpty()
                        ? new Hops(List.of(), List.of())
                        : Hops.tried(parent, folder, config, url);
        if (!hops.all().isEmpty()) {
            view.set("hops", Json.mapper().valueToTree(hops.all()));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.write(view));
        } else {
            print(view, out);
            hops.print(out);
        }
        out.flush();
        return refused.isEmpty() ? hops.status() : 2;
    }

    private static Optional<String> addressFault(EndpointConfig config) {
        try {
            var _ = ListenAddress.of(config.engine().address());
            return Optional.empty();
        } catch (BeamletException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void print(ObjectNode view, PrintWriter out) {
        out.println("# %s".formatted(view.path("file").asText()));
        out.print(YamlLines.of(view.withObject("config")));
        if (view.has("script")) {
            List<String> submission = new ArrayList<>();
            view.path("submission").forEach(word -> submission.add(word.asText()));
            out.println();
            out.println(
                    submission.isEmpty()
                            ? "# Script of a block, started on this machine"
                            : "# Script of a block, submitted by: " + String.join(" ", submission));
            out.print(view.path("script").asText());
        }
        if (view.has("container")) {
            out.println();
            out.println("# A worker in its container");
            out.println(view.path("container").asText());
        }
        out.flush();
        PrintWriter err = spec.commandLine().getErr();
        view.path("warnings").forEach(one -> err.println("warning: " + one.asText()));
        view.path("refused")
                .forEach(one ->
                        err.println("error: %s does not start: %s".formatted(name, one.asText())));
        err.flush();
    }
}
