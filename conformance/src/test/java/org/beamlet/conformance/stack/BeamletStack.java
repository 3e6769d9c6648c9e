package org.beamlet.conformance.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.beamlet.client.BeamletClient;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** One cloud service and one endpoint, each a process that a test may kill and start again. */
public final class BeamletStack implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Path home;
    private final int port;
    private final int brokerPort;
    private final Map<String, String> settings;
    private volatile @Nullable Process cloud;
    private volatile @Nullable Process agent;
    private Installation service = Installation.HERE;
    private Installation endpointAgent = Installation.HERE;
    private String token;
    private volatile @Nullable EndpointId endpoint;
    private final List<Process> others = new ArrayList<>();

    public BeamletStack(Path home) throws IOException {
        this(home, "");
    }

    /** On a home that exists already, for the user whose token it is. */
    public BeamletStack(Path home, String token) throws IOException {
        this(home, token, FreePort.find(), Map.of());
    }

    /**
     * @param port of the REST routes
     * @param settings more environment of the service
     */
    public BeamletStack(Path home, int port, Map<String, String> settings) throws IOException {
        this(home, "", port, settings);
    }

    private BeamletStack(Path home, String token, int port, Map<String, String> settings)
            throws IOException {
        this.home = home;
        this.token = token;
        this.port = port;
        this.brokerPort = FreePort.find();
        this.settings = new HashMap<>(settings);
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public int brokerPort() {
        return brokerPort;
    }

    public Map<String, String> environment() {
        return environment(Map.of());
    }

    /** {@return the environment of a command, with these variables instead of the usual ones} */
    public Map<String, String> environment(Map<String, String> other) {
        Map<String, String> all = new HashMap<>();
        // Tests call more often than a user may; those of the limit set it themselves.
        all.put("BEAMLET_RATE_LIMIT_REQUESTS", "0");
        all.putAll(settings);
        all.put("BEAMLET_HOME", home.toString());
        all.put("BEAMLET_URL", url().toString());
        all.put("BEAMLET_TOKEN", token);
        all.putAll(other);
        return all;
    }

    /** Sets a variable for everything that is started from here on. */
    public void with(String variable, String value) {
        settings.put(variable, value);
    }

    /** Says which version the service is, from its next start on. */
    public void serviceIs(Installation version) {
        service = version;
    }

    /** Says which version the agent is, from its next start on. */
    public void agentIs(Installation version) {
        endpointAgent = version;
    }

    public BeamletClient client() {
        return new BeamletClient(url(), token);
    }

    public EndpointId endpoint() {
        EndpointId started = endpoint;
        if (started == null) {
            throw new BeamletException(
                    ErrorCode.INTERNAL_ERROR, "no endpoint was started", "start it first");
        }
        return started;
    }

    public Path endpointFolder() {
        return home.resolve("endpoints").resolve("bench");
    }

    public Command beamlet(String... arguments) throws IOException, InterruptedException {
        return Command.run(environment(), PATIENCE, arguments);
    }

    /** Starts the service on the ports it had before and waits until it answers. */
    public void startCloud() throws IOException, InterruptedException {
        launch(
                "cloud",
                "cloud",
                "start",
                "--port",
                Integer.toString(port),
                "--broker-port",
                Integer.toString(brokerPort));
        if (token.isEmpty()) {
            token = freshToken();
        }
    }

    private String freshToken() throws IOException, InterruptedException {
        Command minted = mint("--operator");
        if (minted.exit() != 0 && !service.equals(Installation.HERE)) {
            // Earlier versions had no roles.
            minted = mint();
        }
        if (minted.exit() != 0) {
            throw failed("cloud token", minted.err());
        }
        String said = minted.out().strip();
        return said.substring(said.lastIndexOf(' ') + 1);
    }

    private Command mint(String... role) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("cloud", "token", "--user", "tester"));
        Collections.addAll(line, role);
        return service.run(environment(), PATIENCE, line.toArray(String[]::new));
    }

    /** Stops the service gently. */
    public void stopCloud() {
        Process running = cloud;
        if (running != null) {
            end(running);
        }
    }

    public boolean cloudRuns() {
        return runs(cloud);
    }

    public boolean agentRuns() {
        return runs(agent);
    }

    private static boolean runs(@Nullable Process process) {
        return process != null && process.isAlive();
    }

    public void killCloud() throws InterruptedException {
        kill(cloud);
    }

    /** Writes the configuration of the endpoint, with {@code workers} slots. */
    public void configureEndpoint(int workers) throws IOException, InterruptedException {
        Command configured =
                endpointAgent.run(environment(), PATIENCE, "endpoint", "configure", "bench");
        if (configured.exit() != 0) {
            throw failed("endpoint configure", configured.err());
        }
        Path config = endpointFolder().resolve("config.yaml");
        String text = Files.readString(config);
        Files.writeString(
                config,
                text.replaceAll(
                        "(?m)^(\\s*)#?\\s*max_workers_per_node:.*$",
                        "$1max_workers_per_node: " + workers));
    }

    /** Changes the configuration of an endpoint. */
    public void editConfig(String name, UnaryOperator<String> edit) throws IOException {
        Path config = home.resolve("endpoints").resolve(name).resolve("config.yaml");
        Files.writeString(config, edit.apply(Files.readString(config)));
    }

    /** Starts one more endpoint, with these variables instead of the usual ones. */
    public EndpointId startEndpoint(String name, Map<String, String> other)
            throws IOException, InterruptedException {
        Path ready = home.resolve(name + ".ready");
        Process process =
                Command.start(
                        environment(other),
                        home.resolve(name + ".log"),
                        home.resolve(name + ".err"),
                        "endpoint",
                        "start",
                        name,
                        "--ready-file",
                        ready.toString());
        others.add(process);
        Await.until(PATIENCE, name + " is ready", () -> Files.exists(ready) || !process.isAlive());
        if (!Files.exists(ready)) {
            throw failed(name, Files.readString(home.resolve(name + ".err")));
        }
        return EndpointId.parse(Json.read(Files.readString(ready)).path("endpoint_id").asText());
    }

    public void startAgent() throws IOException, InterruptedException {
        Path ready = launch("agent", "endpoint", "start", "bench");
        JsonNode said = Json.read(Files.readString(ready));
        endpoint = EndpointId.parse(said.path("endpoint_id").asText());
    }

    /** Stops the agent gently. */
    public void stopAgent() {
        Process running = agent;
        if (running != null) {
            end(running);
        }
    }

    public void killAgent() throws InterruptedException {
        kill(agent);
    }

    /** {@return the worker processes under the agent's blocks} */
    public List<ProcessHandle> workers() {
        return processes("WorkerMain");
    }

    /** {@return the processes that run Python functions, beside the workers} */
    public List<ProcessHandle> pythonWorkers() {
        return processes("python-worker.py");
    }

    /** {@return the node managers of the agent's blocks, without the shells that wait for them} */
    public List<ProcessHandle> managers() {
        return processes("NodeManagerMain");
    }

    private List<ProcessHandle> processes(String mark) {
        return ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .filter(p -> isOurs(p.pid(), ProcFiles.commandLine(p.pid()), mark))
                .toList();
    }

    private boolean isOurs(long pid, String line, String mark) {
        boolean shell = line.substring(0, Math.max(0, line.indexOf(' '))).endsWith("sh");
        return !shell
                && line.contains(mark)
                && (line.contains(home.toString()) || ProcFiles.under(pid, home));
    }

    /** {@return the ready file, once the program has written it} */
    @CanIgnoreReturnValue
    private Path launch(String what, String... arguments) throws IOException, InterruptedException {
        Files.createDirectories(home);
        Path ready = home.resolve(what + ".ready");
        Files.deleteIfExists(ready);
        Path log = home.resolve(what + ".log");
        String[] line = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, line, 0, arguments.length);
        line[arguments.length] = "--ready-file";
        line[arguments.length + 1] = ready.toString();
        Installation version = what.equals("cloud") ? service : endpointAgent;
        Process process = version.start(environment(), log, home.resolve(what + ".err"), line);
        if (what.equals("cloud")) {
            cloud = process;
        } else {
            agent = process;
        }
        Await.until(PATIENCE, what + " is ready", () -> Files.exists(ready) || !process.isAlive());
        if (!Files.exists(ready)) {
            throw failed(what, Files.readString(home.resolve(what + ".err")));
        }
        return ready;
    }

    private static void kill(@Nullable Process process) throws InterruptedException {
        if (process != null) {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    private static BeamletException failed(String what, String why) {
        return new BeamletException(
                ErrorCode.COMMAND_FAILED, "%s failed: %s".formatted(what, why), "read its log");
    }

    /** Stops agent, then service, gently; kills what has not ended in time. */
    @Override
    public void close() {
        others.forEach(BeamletStack::end);
        for (Process process : new Process[] {agent, cloud}) {
            if (process != null) {
                end(process);
            }
        }
        workers()
                .forEach(worker -> {
                    boolean _ = worker.destroyForcibly();
                    var _ = worker.onExit().join();
                });
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                // And waits: it must not write any more where a test's folder is removed.
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
