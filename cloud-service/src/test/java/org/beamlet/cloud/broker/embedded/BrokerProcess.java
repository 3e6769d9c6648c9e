package org.beamlet.cloud.broker.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.beamlet.cloud.broker.AmqpPeer;
import org.beamlet.cloud.broker.BrokerLogin;
import org.beamlet.protocol.id.EndpointId;

/** A broker in a JVM of its own, so that a test can kill it. */
final class BrokerProcess implements AutoCloseable {
    private final Process process;
    private final Path answer;

    private BrokerProcess(Process process, Path answer) {
        this.process = process;
        this.answer = answer;
    }

    /** What the child does: a broker with an endpoint; it tells both logins in a file. */
    public static void main(String[] args) throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[0]), 0);
        EndpointId endpoint = EndpointId.parse(args[1]);
        broker.declareTopology();
        broker.declareEndpoint(endpoint);
        BrokerLogin service = broker.serviceLogin();
        BrokerLogin agent = broker.endpointLogin(endpoint);
        Path ready = Path.of(args[2] + ".part");
        List<String> lines =
                List.of(service.password(), agent.password(), Integer.toString(service.port()));
        Files.write(ready, lines);
        Files.move(ready, Path.of(args[2]));
        // Until it is killed.
        Thread.currentThread().join();
    }

    static BrokerProcess start(Path folder, EndpointId endpoint, Path answer) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process =
                new ProcessBuilder(
                                java,
                                "-Xmx256m",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                BrokerProcess.class.getName(),
                                folder.toString(),
                                endpoint.toString(),
                                answer.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(answer.resolveSibling("broker.log").toFile())
                        .start();
        BrokerProcess started = new BrokerProcess(process, answer);
        boolean ready = AmqpPeer.eventually(() -> Files.exists(answer) || !process.isAlive());
        if (!ready || !process.isAlive()) {
            started.close();
            throw new AssertionError(
                    "no broker: " + Files.readString(answer.resolveSibling("broker.log")));
        }
        return started;
    }

    BrokerLogin service() throws Exception {
        return login("beamlet-service", 0);
    }

    BrokerLogin agent(EndpointId endpoint) throws Exception {
        return login("endpoint-" + endpoint, 1);
    }

    /** As {@code kill -9}: nothing in the process learns of it. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    private BrokerLogin login(String user, int passwordLine) throws Exception {
        List<String> lines = Files.readAllLines(answer);
        int port = Integer.parseInt(lines.get(2));
        return new BrokerLogin(user, lines.get(passwordLine), "127.0.0.1", port, "/", false);
    }
}
