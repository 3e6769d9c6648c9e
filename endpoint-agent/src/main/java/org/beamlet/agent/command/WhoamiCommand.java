package org.beamlet.agent.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.ServiceAddress;
import org.beamlet.agent.registration.EndpointIdentity;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.registration.ServiceClient;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.login.UserTokens;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Asks the service whose an endpoint would be. */
@Command(
        name = "whoami",
        mixinStandardHelpOptions = true,
        description = {
            "Shows as whom the service knows an endpoint that is started here, and where its token"
                    + " comes from. With NAME, also whether that is the endpoint's owner."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  beamlet endpoint whoami", "  beamlet endpoint whoami workstation --json"})
final class WhoamiCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "Name on this machine.")
    @Nullable String name;

    @Option(names = "--url", paramLabel = "URL", description = "URL of the service.")
    @Nullable String url;

    @Option(names = "--json", description = "For programs.")
    boolean json;

    @Override
    public Integer call() {
        Optional<EndpointFolder> folder =
                Optional.ofNullable(name).map(given -> parent.folder(given).required());
        folder.ifPresent(one -> parent.through(Startable.proxy(one)));
        ServiceAddress address = parent.service(url);
        String source =
                new UserTokens(parent.environment(), parent.home(), address.connections())
                        .origin(address.url());
        JsonNode caller;
        try (ServiceClient service = new ServiceClient(address, LIMIT)) {
            caller = Registrar.caller(service);
        }
        String user = caller.path("user").asText();
        String id = caller.path("user_id").asText();
        ObjectNode told = Json.NODES.objectNode();
        told.put("user", user).put("user_id", id);
        told.put("service", address.toString()).put("token", source);
        Optional<UUID> owner = folder.flatMap(one -> EndpointIdentity.owner(one.identity()));
        owner.ifPresent(one -> told.put("owner", one.toString()));
        spec.commandLine()
                .getOut()
                .println(
                        json
                                ? Json.write(told)
                                : "%s (%s) at %s, by %s".formatted(user, id, address, source));
        spec.commandLine().getOut().flush();
        if (owner.isPresent() && !owner.get().toString().equals(id)) {
            throw new BeamletException(
                    ErrorCode.ENDPOINT_ACCESS_FORBIDDEN,
                    "endpoint '%s' belongs to user %s".formatted(name, owner.get()),
                    "use a token of its owner, or delete the endpoint and configure it again");
        }
        return 0;
    }
}
