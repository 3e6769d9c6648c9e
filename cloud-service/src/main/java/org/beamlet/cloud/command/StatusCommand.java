package org.beamlet.cloud.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beamlet.protocol.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says whether the service of a data folder runs, and where. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Says whether the service runs, where, and whether it is well.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:it runs",
            "1:it failed",
            "2:the command line is wrong",
            "3:it does not run"
        },
        footerHeading = "%nExamples:%n",
        footer = {"  beamlet cloud status", "  beamlet cloud status --json"})
final class StatusCommand implements Callable<Integer> {
    private static final int NOT_RUNNING = 3;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private SettingsOptions options;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        DataFolder folder = options.folder(options.load());
        Optional<ServiceFile> service =
                Files.isDirectory(folder.path())
                        ? ServiceFile.read(folder.serviceFile())
                        : Optional.empty();
        Optional<JsonNode> health = service.flatMap(RunningServiceCalls::health);
        if (service.isEmpty() || health.isEmpty()) {
            print(
                    Json.NODES
                            .objectNode()
                            .put("running", false)
                            .put("data", folder.path().toString()),
                    "not running (data folder %s)".formatted(folder.path()));
            return NOT_RUNNING;
        }
        ObjectNode said =
                Json.NODES
                        .objectNode()
                        .put("running", true)
                        .put("url", service.get().url())
                        .put("broker_port", service.get().brokerPort())
                        .put("pid", service.get().pid())
                        .put("data", folder.path().toString());
        said.set("health", health.get());
        print(
                said,
                "running at %s (process %d, broker on port %d): %s"
                        .formatted(
                                service.get().url(),
                                service.get().pid(),
                                service.get().brokerPort(),
                                health.get().path("status").asText()));
        return 0;
    }

    private void print(ObjectNode said, String sentence) {
        spec.commandLine().getOut().println(json ? Json.write(said) : sentence);
    }
}
