package org.beamlet.benchmarks.agent;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.EndpointName;
import org.beamlet.agent.queue.ResultOutbox;
import org.beamlet.agent.queue.TaskIntake;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.registration.ServiceClient;
import org.beamlet.agent.spool.ResultSpool;
import org.beamlet.agent.spool.SpoolDisk;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.id.EndpointId;

/**
 * The agent between two durable queues of a broker on the same machine: from the moment it begins
 * to consume what lies there until the broker has confirmed the last outcome.
 */
@SuppressWarnings("try") // Waiting for processes may be interrupted.
final class BrokerPart implements AutoCloseable {
    private final EndpointId endpoint = EndpointId.random();
    private final Process broker;
    private final Connection connection;
    private final Channel channel;
    private final StubService service;
    private final Registrar registrar;
    private final AgentRig rig;
    private final ResultOutbox outbox;
    private final Semaphore confirmed = new Semaphore(0);

    private BrokerPart(Path folder) throws Exception {
        int port = freePort();
        broker = startBroker(folder.resolve("broker"), port);
        ConnectionFactory factory = new ConnectionFactory();
        String url = "amqp://guest:guest@127.0.0.1:%d/%%2F".formatted(port);
        factory.setUri(url);
        connection = factory.newConnection("bench");
        channel = connection.createChannel();
        declare();
        service = new StubService(endpoint, url);
        String yaml = AgentVsParsl.CONFIG.formatted(1);
        Path home = folder.resolve("agent");
        Files.createDirectories(home);
        registrar =
                new Registrar(
                        new ServiceClient(service.address(), Duration.ofSeconds(20)),
                        new EndpointFolder(home, new EndpointName("bench")),
                        ConfigReader.parse(yaml, "bench"),
                        true);
        outbox =
                new ResultOutbox(
                        registrar,
                        ResultSpool.open(home.resolve("results"), Optional.empty(), SpoolDisk.REAL),
                        home.resolve("tasks"),
                        () -> {});
        rig = new AgentRig(home, yaml, outbox);
        outbox.start((id, attempt, message) -> {
            rig.scheduler.published(id, attempt, message);
            confirmed.release();
        });
        rig.start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Process startBroker(Path folder, int port) throws IOException {
        Process started =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "-XX:+UseParallelGC",
                                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                BenchBroker.class.getName(),
                                folder.toString(),
                                Integer.toString(port))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String line = "";
        while (!"listens".equals(line)) {
            line = started.inputReader().readLine();
            if (line == null) {
                throw new IOException("the broker did not start");
            }
        }
        return started;
    }

    private void declare() throws IOException {
        channel.queueDeclare(AmqpNames.taskQueue(endpoint), true, false, false, null);
        channel.exchangeDeclare(AmqpNames.RESULTS_EXCHANGE, "topic", true);
        channel.queueDeclare(AmqpNames.RESULTS_QUEUE, true, false, false, null);
        channel.queueBind(
                AmqpNames.RESULTS_QUEUE, AmqpNames.RESULTS_EXCHANGE, AmqpNames.RESULTS_BINDING);
        channel.confirmSelect();
    }

    static Map<String, Object> run(Path folder, boolean quick) throws Exception {
        int tasks = quick ? 3000 : 10_000;
        try (BrokerPart part = new BrokerPart(folder)) {
            double _ = part.round(1);
            AgentVsParsl.awaitCaches(folder.resolve("agent/tasks/cache"));
            for (int i = 0; i < (quick ? 1 : 5); i++) {
                double _ = part.round(tasks);
            }
            List<Double> rates = new ArrayList<>();
            Map<String, Double> micros = new LinkedHashMap<>();
            int rounds = 5;
            for (int i = 0; i < rounds; i++) {
                part.fill(tasks);
                Map<String, Double> before = Cpu.used();
                rates.add(part.drain(tasks));
                Cpu.perTask(before, tasks * rounds)
                        .forEach((name, spent) -> micros.merge(name, spent, Double::sum));
            }
            Map<String, Object> found = new LinkedHashMap<>();
            found.put("broker", "Broker-J (embedded in the cloud service by default), durable");
            found.put("tasks_per_s", Rounds.median(rates));
            found.put("tasks_per_s_all", rates);
            found.put("cpu_us_per_task", micros);
            return found;
        }
    }

    private double round(int tasks) throws Exception {
        fill(tasks);
        return drain(tasks);
    }

    private void fill(int tasks) throws Exception {
        var _ = channel.queuePurge(AmqpNames.RESULTS_QUEUE);
        Deliveries deliveries = Deliveries.java(0);
        for (int i = 0; i < tasks; i++) {
            Deliveries.One one = deliveries.next();
            channel.basicPublish("", AmqpNames.taskQueue(endpoint), one.properties(), one.body());
        }
        channel.waitForConfirmsOrDie(60_000);
    }

    private double drain(int tasks) throws Exception {
        TaskIntake intake =
                new TaskIntake(
                        registrar,
                        rig.journal,
                        rig.scheduler,
                        LocalSource.admission(),
                        rig.config.capacity(),
                        () -> {});
        long begin = System.nanoTime();
        intake.start();
        confirmed.acquire(tasks);
        double rate = tasks / ((System.nanoTime() - begin) / 1e9);
        intake.stop();
        return rate;
    }

    @Override
    public void close() throws Exception {
        outbox.stop();
        rig.close();
        service.close();
        connection.abort(1000);
        broker.getOutputStream().close();
        broker.waitFor();
    }
}
