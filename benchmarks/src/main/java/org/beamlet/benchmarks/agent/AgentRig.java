package org.beamlet.benchmarks.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.beamlet.agent.block.BlockKeeper;
import org.beamlet.agent.block.BlockMaker;
import org.beamlet.agent.block.BlockTerms;
import org.beamlet.agent.block.NodeCommand;
import org.beamlet.agent.block.Providers;
import org.beamlet.agent.certificate.EndpointAuthority;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.config.EngineConfig;
import org.beamlet.agent.heartbeat.TransitionLog;
import org.beamlet.agent.journal.Journal;
import org.beamlet.agent.link.BlockSecrets;
import org.beamlet.agent.link.ListenAddress;
import org.beamlet.agent.link.NodeFiles;
import org.beamlet.agent.link.NodeLinkServer;
import org.beamlet.agent.link.TaskNews;
import org.beamlet.agent.schedule.LossRules;
import org.beamlet.agent.schedule.ResultSink;
import org.beamlet.agent.schedule.Scheduler;
import org.beamlet.agent.spool.ResultSpool;
import org.beamlet.agent.spool.SpoolDisk;
import org.beamlet.catalog.Catalog;

/** The agent's own parts, put together as the agent does, without a service. */
@SuppressWarnings("try") // Waiting for processes may be interrupted.
final class AgentRig implements AutoCloseable {
    final EndpointConfig config;
    final Journal journal;
    final Scheduler scheduler;
    private final EndpointAuthority authority;
    private final BlockKeeper keeper;
    private final NodeLinkServer link;

    /**
     * Starts the parts; the blocks begin with {@link #start}.
     *
     * @param yaml the endpoint's configuration
     */
    AgentRig(Path folder, String yaml, ResultSink sink) throws IOException {
        config = ConfigReader.parse(yaml, "bench");
        EngineConfig engine = config.engine();
        Files.createDirectories(folder);
        journal = Journal.open(folder.resolve("journal"));
        scheduler =
                new Scheduler(
                        journal,
                        sink,
                        new TransitionLog(),
                        new LossRules(engine.maxRetriesOnSystemFailure(), Catalog.load()),
                        engine.heartbeatThreshold(),
                        System::nanoTime);
        authority = EndpointAuthority.open(folder.resolve("certificates"));
        Path blocks = Files.createDirectories(folder.resolve("blocks"));
        String[] address = new String[1];
        keeper =
                new BlockKeeper(
                        blocks,
                        Providers.of(engine.provider(), blocks),
                        new BlockMaker(
                                blocks,
                                new BlockTerms(
                                        engine,
                                        NodeCommand.ofThisInstallation(),
                                        () -> address[0],
                                        authority::knownBy,
                                        folder.resolve("tasks"),
                                        Map.of())),
                        engine,
                        scheduler);
        link = link(folder, engine, keeper.secrets());
        address[0] = link.hostAndPort();
    }

    private NodeLinkServer link(Path folder, EngineConfig engine, BlockSecrets secrets) {
        return new NodeLinkServer(
                ListenAddress.of(engine.address()),
                engine.workerPorts(),
                folder.resolve("port"),
                authority,
                secrets,
                scheduler,
                TaskNews.NONE,
                new NodeFiles(
                        (sha256, _) -> folder.resolve(sha256),
                        ResultSpool.open(
                                folder.resolve("results"), Optional.empty(), SpoolDisk.REAL),
                        () -> Long.MAX_VALUE),
                engine.heartbeatPeriod());
    }

    /** A second door, for managers that are only played. */
    NodeLinkServer listen(Path folder, BlockSecrets secrets) {
        return link(folder, config.engine(), secrets);
    }

    EndpointAuthority authority() {
        return authority;
    }

    void start() {
        keeper.start();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        keeper.stop();
        scheduler.stop("measured");
        keeper.cancelAll();
        link.stop();
        journal.close();
    }
}
