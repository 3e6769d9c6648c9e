package org.beamlet.agent.diagnose;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.agent.block.BlockMaker;
import org.beamlet.agent.block.NodeCommand;
import org.beamlet.agent.block.Providers;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.config.PortRange;
import org.beamlet.agent.config.ProviderConfig;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.AgentProcess;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.HostName;
import org.beamlet.agent.link.ListenAddress;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.providers.Provider;

/** Whether nodes can reach the agent, and the agent its batch system. */
public final class SiteChecks {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** Of no job that there is. */
    private static final String NOBODY = "beamlet-check-of-the-way";

    private final EndpointFolder folder;
    private final EndpointConfig config;
    private final Map<String, String> environment;

    public SiteChecks(
            EndpointFolder folder, EndpointConfig config, Map<String, String> environment) {
        this.folder = folder;
        this.config = config;
        this.environment = environment;
    }

    /** {@return what was found} */
    public List<Finding> all() throws InterruptedException {
        List<Finding> all = new ArrayList<>();
        all.add(
                Limited.check(
                        "nodes",
                        "see engine.address, engine.worker_port and engine.worker_port_range",
                        this::nodes));
        all.add(
                Limited.check(
                        "scheduler",
                        "see that its commands work in this shell, and raise cmd_timeout if it is"
                                + " slow",
                        this::scheduler));
        return List.copyOf(all);
    }

    private Finding nodes() throws IOException {
        String address = ListenAddress.of(config.engine().address());
        InetAddress found = InetAddress.getByName(address);
        Optional<AgentProcess> agent = AgentLock.holder(folder);
        if (agent.isPresent() && !List.of("", HostName.of()).contains(agent.get().host())) {
            return Finding.skipped("nodes", "the agent runs on " + agent.get().host());
        }
        if (agent.isPresent() && Files.exists(folder.port())) {
            return running(address, Integer.parseInt(Files.readString(folder.port()).strip()));
        }
        PortRange wanted = config.engine().workerPorts();
        List<Integer> free = wanted.ports().filter(port -> isFree(found, port)).boxed().toList();
        if (free.isEmpty()) {
            return Finding.failed(
                    "nodes",
                    "no port of %s is free at %s".formatted(wanted, address),
                    "end what holds them (`ss -ltnp`), or set another engine.worker_port_range");
        }
        if (found.isLoopbackAddress()
                && !(config.engine().provider() instanceof ProviderConfig.Local)) {
            return Finding.failed(
                    "nodes",
                    "nodes of a batch system cannot reach %s (%s)"
                            .formatted(address, found.getHostAddress()),
                    "set engine.address to one that they reach, such as {type:"
                            + " address_by_interface, ifname: NAME}");
        }
        return Finding.ok(
                "nodes",
                wanted.equals(PortRange.ANY)
                        ? "nodes come to %s, any port; set engine.worker_port_range where a firewall is between"
                                .formatted(address)
                        : "nodes come to %s, of whose ports %s there are %d free"
                                .formatted(address, wanted, free.size()));
    }

    /** The agent holds its port: then that should answer. */
    private static Finding running(String address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), Math.toIntExact(LIMIT.toMillis()));
            return Finding.ok(
                    "nodes",
                    "nodes come to %s:%d, where the agent answers".formatted(address, port));
        } catch (IOException e) {
            return Finding.failed(
                    "nodes",
                    "the agent runs, and %s:%d cannot be connected: %s"
                            .formatted(address, port, e.getMessage()),
                    "see whether a firewall of this machine closes the port");
        }
    }

    private static boolean isFree(InetAddress address, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(address, port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private Finding scheduler() {
        return switch (config.engine().provider()) {
            case ProviderConfig.Local _ ->
                    Finding.skipped("scheduler", "blocks are processes of this machine");
            case ProviderConfig.Foreign foreign ->
                    Finding.failed(
                            "scheduler",
                            "%s is not spoken to".formatted(foreign.type()),
                            "see the warnings of `beamlet endpoint check`");
            case ProviderConfig.Kubernetes _ -> asked("the cluster");
            case ProviderConfig.Batch batch ->
                    batch.ssh().isPresent()
                            ? Finding.skipped(
                                    "scheduler",
                                    "its commands are given over SSH, once the agent has logged in")
                            : commands(batch);
        };
    }

    private Finding commands(ProviderConfig.Batch batch) {
        String submits =
                Providers.submission(
                                batch,
                                BlockMaker.request(
                                        "block-1",
                                        folder.blocks().resolve("block-1"),
                                        config.engine(),
                                        NodeCommand.ofThisInstallation()))
                        .getFirst();
        return Surroundings.onPath(submits, environment.getOrDefault("PATH", ""))
                ? asked(batch.job().name())
                : Finding.failed(
                        "scheduler",
                        "%s is not on the PATH".formatted(submits),
                        "load the module of %s, or run this where jobs are submitted"
                                .formatted(batch.job().name()));
    }

    /** Looks for a job that is not there: the answer comes from the controller itself. */
    private Finding asked(String who) {
        Provider provider = Providers.of(config.engine().provider(), folder.blocks());
        try {
            var _ = provider.find(NOBODY);
            return Finding.ok("scheduler", who + " answers");
        } catch (BeamletException e) {
            return Finding.failed("scheduler", e.what(), e.remedy());
        } finally {
            provider.close();
        }
    }
}
