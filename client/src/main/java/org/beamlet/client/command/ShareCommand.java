package org.beamlet.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.beamlet.client.BeamletClient;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shares a function or an endpoint. */
@Command(
        name = "share",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        sortOptions = false,
        description = {
            "Share a function or an endpoint with everybody, with groups, or with nobody any more.",
            "Others' tasks run on your endpoint only where its allowed_functions says which, or"
                    + " where it was started with --run-others-as-me."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet share function 0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69 --public",
            "  beamlet share endpoint 7b0c1f5e-5c0e-4f0e-9d52-0f6a4a9a5c11 --group 5f2e…",
            "  beamlet share endpoint 7b0c1f5e-5c0e-4f0e-9d52-0f6a4a9a5c11 --nobody"
        })
final class ShareCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(index = "0", paramLabel = "function|endpoint")
    private String what = "";

    @Parameters(index = "1", paramLabel = "UUID")
    private String id = "";

    @Option(names = "--public", description = "With everybody.")
    private boolean everybody;

    @Option(names = "--group", paramLabel = "ID", description = "With a group; one for a function.")
    private List<String> groups = List.of();

    @Option(names = "--nobody", description = "With nobody: it is yours alone.")
    private boolean nobody;

    ShareCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (nobody == (everybody || !groups.isEmpty())) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "it is not said with whom to share",
                    "give --public, --group ID, or --nobody alone");
        }
        try (BeamletClient client = environment.client()) {
            JsonNode shared =
                    switch (what) {
                        case "function" ->
                                client.sharing().share(FunctionId.parse(id), ofFunction());
                        case "endpoint" ->
                                client.sharing()
                                        .share(
                                                EndpointId.parse(id),
                                                Map.of("public", everybody, "groups", groups));
                        default ->
                                throw new BeamletException(
                                        ErrorCode.USAGE,
                                        "'%s' cannot be shared".formatted(what),
                                        "say function or endpoint");
                    };
            environment.terminal().out().println(Json.write(shared));
        }
        return ExitCode.OK;
    }

    private Map<String, Object> ofFunction() {
        if (groups.size() > 1) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "a function is shared with one group, not %d".formatted(groups.size()),
                    "make a group of all of them");
        }
        return groups.isEmpty()
                ? Map.of("public", everybody)
                : Map.of("public", everybody, "group", groups.getFirst());
    }
}
