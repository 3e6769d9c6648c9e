package org.beamlet.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.concurrent.Callable;
import org.beamlet.client.BeamletClient;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.login.UserTokens;
import org.beamlet.protocol.net.Connections;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Asks the service who it thinks is calling. */
@Command(
        name = "whoami",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = "Show as whom the service knows you, and where your token comes from.")
final class WhoamiCommand implements Callable<Integer> {
    private final Environment environment;

    @Option(names = "--json", description = "Write one JSON object to stdout.")
    private boolean json;

    WhoamiCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        URI service = environment.url();
        try (BeamletClient client = environment.client()) {
            JsonNode caller = client.caller();
            String user = caller.path("user").asText();
            String id = caller.path("user_id").asText();
            String source = source(service);
            environment
                    .terminal()
                    .out()
                    .println(
                            json
                                    ? Json.write(
                                            Json.NODES
                                                    .objectNode()
                                                    .put("user", user)
                                                    .put("user_id", id)
                                                    .put("service", service.toString())
                                                    .put("token", source))
                                    : "%s (%s) at %s, by %s".formatted(user, id, service, source));
        }
        return ExitCode.OK;
    }

    private String source(URI service) {
        return new UserTokens(
                        environment.variables(),
                        environment.home(),
                        Connections.of(environment.variables()))
                .origin(service);
    }
}
