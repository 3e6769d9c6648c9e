package org.beamlet.conformance.chaos;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.stream.AmqpResultStream;
import org.beamlet.client.stream.StreamKeeper;
import org.beamlet.conformance.stack.BeamletStack;
import org.beamlet.conformance.stack.CutProxy;
import org.beamlet.conformance.stack.FreePort;
import org.beamlet.conformance.stack.ServiceUnderTest;
import org.beamlet.protocol.net.Connections;
import org.beamlet.protocol.rest.StreamAddress;

/**
 * A service, an endpoint with two blocks of two slots, and what watches over both; agent and client
 * reach the broker each through a line of their own that can be cut.
 */
final class Facility implements AutoCloseable {
    private static final String BROKER_URL = "BEAMLET_BROKER_URL";

    private final BeamletStack stack;
    private final Hand.Lines lines;
    private final BeamletClient client;

    private Facility(BeamletStack stack, Hand.Lines lines) {
        this.stack = stack;
        this.lines = lines;
        this.client = stack.client();
    }

    static Facility start(Path home, Chronicle chronicle) throws IOException, InterruptedException {
        Map<String, String> backEnd = ServiceUnderTest.backEnd();
        BeamletStack stack = new BeamletStack(home, FreePort.find(), backEnd);
        int broker =
                backEnd.containsKey(BROKER_URL)
                        ? URI.create(backEnd.getOrDefault(BROKER_URL, "")).getPort()
                        : stack.brokerPort();
        CutProxy agentLine = new CutProxy(broker);
        CutProxy clientLine = new CutProxy(broker);
        stack.with("BEAMLET_BROKER_PUBLIC_HOST", "127.0.0.1");
        stack.with("BEAMLET_BROKER_PUBLIC_PORT", Integer.toString(agentLine.port()));
        try {
            stack.startCloud();
            stack.configureEndpoint(2);
            stack.editConfig("bench", Facility::configured);
            stack.startAgent();
        } catch (IOException | InterruptedException | RuntimeException e) {
            stack.close();
            throw e;
        }
        Unit agent = new Unit("agent", agent(stack), chronicle);
        Unit service = new Unit("service", service(stack), chronicle);
        return new Facility(stack, new Hand.Lines(agentLine, clientLine, agent, service));
    }

    /** Losses are noticed within seconds, so that a short run sees many. */
    private static String configured(String config) {
        String init = "export BEAMLET_PYTHON=" + Functions.python();
        return config.replaceFirst("(?m)^heartbeat_period:.*$", "heartbeat_period: 5")
                .replaceFirst("init_blocks: \\d+", "init_blocks: 2")
                .replaceFirst("min_blocks: \\d+", "min_blocks: 2")
                .replaceFirst("max_blocks: \\d+", "max_blocks: 2")
                .replaceFirst("worker_init: \"\"", "worker_init: \"" + init + "\"")
                .replaceFirst(
                        "(?m)^( *)(max_workers_per_node: 2)$",
                        "$1$2\n$1heartbeat_period: 2\n$1heartbeat_threshold: 10\n$1run_in_sandbox: true");
    }

    private static Unit.Program agent(BeamletStack stack) {
        return new Unit.Program() {
            @Override
            public void start() throws IOException, InterruptedException {
                stack.startAgent();
            }

            @Override
            public void kill() throws InterruptedException {
                stack.killAgent();
            }

            @Override
            public boolean runs() {
                return stack.agentRuns();
            }
        };
    }

    private static Unit.Program service(BeamletStack stack) {
        return new Unit.Program() {
            @Override
            public void start() throws IOException, InterruptedException {
                stack.startCloud();
            }

            @Override
            public void kill() throws InterruptedException {
                stack.killCloud();
            }

            @Override
            public boolean runs() {
                return stack.cloudRuns();
            }
        };
    }

    BeamletStack stack() {
        return stack;
    }

    Hand.Lines lines() {
        return lines;
    }

    BeamletClient client() {
        return client;
    }

    /** {@return a stream of results over the client's line, not opened yet} */
    StreamKeeper stream(StreamKeeper.Events events) {
        return new StreamKeeper(
                this::address, AmqpResultStream.through(Connections.of(System.getenv())), events);
    }

    private StreamAddress address() {
        StreamAddress told = client.streamAddress();
        String url =
                told.connectionUrl()
                        .replace(":" + lines.agentLine().port(), ":" + lines.clientLine().port());
        return new StreamAddress(told.queuePrefix(), url);
    }

    @Override
    public void close() throws IOException {
        lines.agent().close();
        lines.service().close();
        client.close();
        stack.close();
        lines.agentLine().close();
        lines.clientLine().close();
    }
}
