package org.beamlet.agent.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.EndpointFolders;
import org.beamlet.agent.registration.ServiceClient;
import org.beamlet.agent.userendpoint.ChildFolders;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows the endpoints of this machine. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the endpoints of this machine.")
final class ListCommand implements Callable<Integer> {
    private static final Duration LOOK_LIMIT = Duration.ofSeconds(2);

    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "For programs.")
    boolean json;

    @Option(names = "--all", description = "Also the user endpoints that managers have started.")
    boolean all;

    @Override
    public Integer call() throws IOException {
        List<EndpointView> views = new ArrayList<>();
        Optional<ServiceClient> service = service(parent);
        try {
            for (EndpointFolder folder : new EndpointFolders(parent.home()).all()) {
                if (!ChildFolders.isChild(folder) || all) {
                    views.add(EndpointView.of(folder, service));
                }
            }
        } finally {
            service.ifPresent(ServiceClient::close);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.write(array(views)));
        } else {
            out.print(table(views));
        }
        out.flush();
        return 0;
    }

    /** {@return the service, where enough is known to ask it} */
    static Optional<ServiceClient> service(EndpointCommand parent) {
        try {
            return Optional.of(new ServiceClient(parent.service(null), LOOK_LIMIT));
        } catch (BeamletException _) {
            return Optional.empty();
        }
    }

    private static ArrayNode array(List<EndpointView> views) {
        ArrayNode array = Json.NODES.arrayNode();
        for (EndpointView view : views) {
            array.addObject()
                    .put("id", view.id().map(Object::toString).orElse(null))
                    .put("name", view.name())
                    .put("status", view.status());
        }
        return array;
    }

    private static String table(List<EndpointView> views) {
        if (views.isEmpty()) {
            return "No endpoints configured!\n\n    Use `beamlet endpoint configure NAME` to make one\n";
        }
        StringBuilder table =
                new StringBuilder("%-36s  %-11s  %s%n".formatted("Endpoint ID", "Status", "Name"));
        for (EndpointView view : views) {
            table.append(
                    "%-36s  %-11s  %s%n"
                            .formatted(
                                    view.id().map(Object::toString).orElse("-"),
                                    view.status(),
                                    view.name()));
        }
        return table.toString();
    }
}
