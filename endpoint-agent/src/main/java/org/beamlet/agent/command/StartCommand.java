package org.beamlet.agent.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.agent.home.ServiceAddress;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.registration.ServiceClient;
import org.beamlet.agent.run.Agent;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Runs the agent, in front or behind. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = "Starts an endpoint; it ends on SIGTERM or Ctrl-C.")
final class StartCommand implements Callable<Integer> {
    private static final Duration CALL_LIMIT = Duration.ofSeconds(30);

    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Name on this machine.")
    String name = "";

    @Option(names = "--detach", description = "Goes on behind; returns once it is online.")
    boolean detach;

    @Option(names = "--url", paramLabel = "URL", description = "URL of the service.")
    @Nullable String url;

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description = "Written once online: JSON with endpoint_id and pid.")
    @Nullable Path readyFile;

    @Override
    public Integer call() throws IOException, InterruptedException {
        EndpointFolder folder = parent.folder(name).required();
        EndpointConfig config = ConfigReader.read(folder.config());
        ServiceAddress address = parent.service(url);
        PrintWriter out = spec.commandLine().getOut();
        if (detach) {
            EndpointId id = new DetachedStart(folder, address, readyFile, parent.debug).run();
            out.println("> Endpoint %s started in detached mode: %s".formatted(name, id));
            out.flush();
            return 0;
        }
        try (AgentLock _ = AgentLock.take(folder);
                ServiceClient service = new ServiceClient(address, CALL_LIMIT)) {
            AgentLog.open(folder.log(), parent.debug);
            Agent agent = new Agent(folder, config, new Registrar(service, folder, config));
            try (AgentStop _ = AgentStop.atExitOf(agent)) {
                EndpointId id = agent.start();
                announce(out, id);
                Quarkus.waitForExit();
            }
        }
        return 0;
    }

    private void announce(PrintWriter out, EndpointId id) throws IOException {
        out.println(">>> Endpoint ID: %s <<<".formatted(id));
        out.flush();
        if (readyFile != null) {
            ObjectNode ready = Json.MAPPER.createObjectNode();
            ready.put("endpoint_id", id.toString());
            ready.put("pid", ProcessHandle.current().pid());
            PrivateFiles.write(readyFile.toAbsolutePath(), Json.write(ready) + "\n");
        }
    }
}
