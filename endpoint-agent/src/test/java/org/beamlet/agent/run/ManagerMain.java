package org.beamlet.agent.run;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.beamlet.agent.account.AccountCommand;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.EndpointName;
import org.beamlet.agent.home.ServiceAddress;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.registration.ServiceClient;
import org.beamlet.agent.userendpoint.AccountLauncher;
import org.beamlet.agent.userendpoint.Handover;
import org.beamlet.agent.userendpoint.ManagerEndpoint;

/** A manager endpoint, or one that it starts, as a process of its own: folder, URL, ready file. */
final class ManagerMain {
    private ManagerMain() {}

    /** {@return what runs this with the arguments} */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(ManagerMain.class.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    public static void main(String[] arguments) throws Exception {
        Path path = Path.of(arguments[0]);
        EndpointFolder folder =
                new EndpointFolder(path, new EndpointName(path.getFileName().toString()));
        ServiceClient service =
                new ServiceClient(
                        new ServiceAddress(URI.create(arguments[1]), "token"),
                        Duration.ofSeconds(20));
        try (AgentLock lock = AgentLock.take(folder)) {
            if (arguments.length > 2) {
                child(folder, service, Path.of(arguments[2]));
            } else {
                manager(folder, service, arguments[1], lock);
            }
        }
        System.exit(0);
    }

    private static void manager(
            EndpointFolder folder, ServiceClient service, String url, AgentLock lock)
            throws Exception {
        ManagerEndpoint manager =
                new ManagerEndpoint(
                        folder,
                        ConfigReader.text(folder.config()),
                        service,
                        false,
                        (child, ready, output, more) -> {
                            ProcessBuilder builder =
                                    new ProcessBuilder(
                                            command(
                                                    child.path().toString(),
                                                    url,
                                                    ready.toString()));
                            builder.environment().putAll(more);
                            builder.redirectErrorStream(true);
                            builder.redirectOutput(output.toFile());
                            return builder.start();
                        },
                        new NoAccounts());
        manager.start(lock);
        System.out.println("online");
        // Ends with its standard input.
        while (System.in.read() >= 0) {}
        manager.stop();
    }

    private static void child(EndpointFolder folder, ServiceClient service, Path ready)
            throws Exception {
        var config = ConfigReader.read(folder.config());
        Agent agent = new Agent(folder, config, new Registrar(service, folder, config));
        agent.start();
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .unstarted(() -> {
                                    try {
                                        agent.stop();
                                    } catch (Exception e) {
                                        throw new IllegalStateException(e);
                                    }
                                }));
        Files.writeString(ready, "{}");
        // Ends by a signal.
        new CountDownLatch(1).await();
    }

    /** Of a manager that maps nobody. */
    private record NoAccounts() implements AccountLauncher {
        @Override
        public Process start(
                AccountCommand command, Path output, Map<String, String> more, Handover handover) {
            throw new AssertionError("nobody is mapped here");
        }

        @Override
        public URI service() {
            throw new AssertionError("nobody is mapped here");
        }

        @Override
        public boolean debug() {
            return false;
        }
    }
}
