package org.beamlet.agent.run;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.EndpointName;
import org.beamlet.agent.home.ServiceAddress;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.registration.ServiceClient;

/** An agent as a process of its own: folder, URL. */
final class AgentMain {
    private AgentMain() {}

    public static void main(String[] arguments) throws Exception {
        EndpointFolder folder = new EndpointFolder(Path.of(arguments[0]), new EndpointName("lab"));
        var config = ConfigReader.read(folder.config());
        try (AgentLock _ = AgentLock.take(folder);
                ServiceClient service =
                        new ServiceClient(
                                new ServiceAddress(URI.create(arguments[1]), "token"),
                                Duration.ofSeconds(20))) {
            Agent agent = new Agent(folder, config, new Registrar(service, folder, config));
            agent.start();
            System.out.println("online");
            // Ends with its standard input.
            while (System.in.read() >= 0) {}
            agent.stop();
        }
    }
}
