package org.beamlet.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.beamlet.client.BeamletClient;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.UuidText;
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
            "  beamlet share function fit.peaks@1.2.0 --public",
            "  beamlet share endpoint polaris --group 5f2e…",
            "  beamlet share endpoint 7b0c1f5e-5c0e-4f0e-9d52-0f6a4a9a5c11 --nobody"
        })
final class ShareCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(index = "0", paramLabel = "function|endpoint")
    private String what = "";

    @Parameters(index = "1", paramLabel = "NAME|UUID")
    private String named = "";

    @Option(names = "--public", description = "With everybody.")
    private boolean everybody;

    @Option(names = "--group", paramLabel = "ID", description = "With a group; one for a function.")
    private List<String> groups = List.of();

    @Option(names = "--nobody", description = "With nobody: it is yours alone.")
    private boolean nobody;

    @Option(names = "--json", description = "Print how it is shared now as JSON.")
    private boolean json;

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
                        case "function" -> client.sharing().share(function(client), ofFunction());
                        case "endpoint" ->
                                client.sharing()
                                        .share(
                                                endpoint(client),
                                                Map.of("public", everybody, "groups", groups));
                        default ->
                                throw new BeamletException(
                                        ErrorCode.USAGE,
                                        "'%s' cannot be shared".formatted(what),
                                        "say function or endpoint");
                    };
            environment.terminal().out().println(json ? Json.write(shared) : sentence(shared));
        }
        return ExitCode.OK;
    }

    private FunctionId function(BeamletClient client) {
        return UuidText.isUuid(named)
                ? FunctionId.parse(named)
                : new FunctionLookup(environment.catalog().get()).anywhere(named, client).id();
    }

    private EndpointId endpoint(BeamletClient client) {
        return new EndpointLookup(environment.home().root(), client).find(named);
    }

    /** Says what the service says, which may be more than was asked for: the catalog is public. */
    private String sentence(JsonNode shared) {
        List<String> with = new ArrayList<>();
        if (shared.path("public").asBoolean()) {
            with.add("everybody");
        }
        Stream.concat(
                        Stream.of(shared.path("group")).filter(JsonNode::isTextual),
                        shared.path("groups").valueStream())
                .forEach(group -> with.add("group " + group.asText()));
        return "%s '%s' is shared with %s"
                .formatted(what, named, with.isEmpty() ? "nobody" : String.join(", ", with));
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
