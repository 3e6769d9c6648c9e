package org.beamlet.agent.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.registration.ServiceClient;
import org.beamlet.protocol.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Says how one endpoint is. */
@Command(name = "status", mixinStandardHelpOptions = true, description = "Says how an endpoint is.")
final class StatusCommand implements Callable<Integer> {
    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Name on this machine.")
    String name = "";

    @Option(names = "--json", description = "For programs.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        EndpointFolder folder = parent.folder(name).required();
        Optional<ServiceClient> service = ListCommand.service(parent);
        EndpointView view;
        try {
            view = EndpointView.of(folder, service);
        } finally {
            service.ifPresent(ServiceClient::close);
        }
        ObjectNode told = Json.MAPPER.createObjectNode();
        told.put("id", view.id().map(Object::toString).orElse(null));
        told.put("name", view.name());
        told.put("status", view.status());
        if (view.pid().isPresent()) {
            told.put("pid", view.pid().getAsLong());
        }
        told.put("folder", folder.path().toString());
        if (view.details().path("run_others_as_me").asBoolean(false)) {
            told.put("others", "run as you (--run-others-as-me)");
        }
        if (view.details().isObject()) {
            told.set("details", view.details());
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.write(told));
        } else {
            told.properties()
                    .forEach(entry ->
                            out.println(
                                    "%-8s %s"
                                            .formatted(
                                                    entry.getKey(),
                                                    entry.getValue().isValueNode()
                                                            ? entry.getValue().asText()
                                                            : entry.getValue())));
        }
        out.flush();
        return 0;
    }
}
