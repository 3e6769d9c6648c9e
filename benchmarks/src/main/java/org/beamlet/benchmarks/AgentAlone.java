package org.beamlet.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
import org.beamlet.agent.journal.JournalRecord;
import org.beamlet.agent.link.ListenAddress;
import org.beamlet.agent.link.NodeLinkServer;
import org.beamlet.agent.link.TaskNews;
import org.beamlet.agent.schedule.LossRules;
import org.beamlet.agent.schedule.Scheduler;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.catalog.Catalog;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;

/**
 * No-op calls handed to the agent's own parts: journal (fsynced), scheduler, gRPC with mutual TLS,
 * node manager and worker processes of a local block. No service and no broker.
 */
public final class AgentAlone {
    private static final String CONFIG =
            """
            display_name: bench
            engine:
              type: GlobusComputeEngine
              max_workers_per_node: 2
              prefetch_capacity: 16
              provider:
                type: LocalProvider
                init_blocks: 1
                max_blocks: 1
            """;
    private static final String TASK =
            new FunctionCode("diagnostics.noop", "1.0.0").packed()
                    + Payloads.pack("11\n[]", "11\n{}");
    private static final String FUNCTION =
            CatalogFunctionId.of("diagnostics.noop", "1.0.0").toString();
    private static final long MAX_BYTES = 64L << 20;

    private final ConcurrentHashMap<TaskId, CompletableFuture<String>> open =
            new ConcurrentHashMap<>();
    private final BlockingQueue<AcceptedTask> queue = new LinkedBlockingQueue<>();
    private final Journal journal;
    private final Scheduler scheduler;
    private final EndpointConfig config;

    private AgentAlone(Path folder) {
        this.config = ConfigReader.parse(CONFIG, "bench");
        this.journal = Journal.open(folder.resolve("journal"));
        EngineConfig engine = config.engine();
        this.scheduler =
                new Scheduler(
                        journal,
                        this::outcome,
                        new TransitionLog(),
                        new LossRules(engine.maxRetriesOnSystemFailure(), Catalog.load()),
                        engine.heartbeatThreshold(),
                        System::nanoTime);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("agent-alone");
        try {
            System.out.println(new AgentAlone(folder).run(folder).json());
        } finally {
            delete(folder);
        }
        System.exit(0);
    }

    private Figures run(Path folder) throws IOException, InterruptedException {
        EngineConfig engine = config.engine();
        EndpointAuthority authority = EndpointAuthority.open(folder.resolve("certificates"));
        Path blocks = Files.createDirectories(folder.resolve("blocks"));
        String[] address = new String[1];
        BlockTerms terms =
                new BlockTerms(
                        engine,
                        NodeCommand.ofThisInstallation(),
                        () -> address[0],
                        authority.certificatePem(),
                        folder.resolve("tasks"),
                        Map.of());
        BlockKeeper keeper =
                new BlockKeeper(
                        blocks,
                        Providers.of(engine.provider(), blocks),
                        new BlockMaker(blocks, terms),
                        engine,
                        scheduler);
        NodeLinkServer link =
                new NodeLinkServer(
                        ListenAddress.of(engine.address()),
                        engine.workerPort(),
                        folder.resolve("port"),
                        authority,
                        keeper.secrets(),
                        scheduler,
                        TaskNews.NONE,
                        (sha256, _) -> folder.resolve(sha256),
                        engine.heartbeatPeriod());
        address[0] = link.hostAndPort();
        keeper.start();
        Thread.ofPlatform().daemon().start(this::intake);
        try {
            return Load.run(this::submit);
        } finally {
            keeper.stop();
            scheduler.stop("measured");
            keeper.cancelAll();
            link.stop();
            journal.close();
        }
    }

    private CompletableFuture<String> submit() {
        TaskId id = TaskId.random();
        CompletableFuture<String> future = new CompletableFuture<>();
        open.put(id, future);
        queue.add(new AcceptedTask(id, FUNCTION, 1, TASK, List.of(), ""));
        return future;
    }

    /** As the agent's own intake does with what the broker delivers. */
    private void intake() {
        try {
            while (true) {
                AcceptedTask first = queue.poll(1, TimeUnit.HOURS);
                if (first == null) {
                    return;
                }
                int room = scheduler.awaitRoom(config.capacity(), MAX_BYTES);
                List<AcceptedTask> batch = new ArrayList<>(List.of(first));
                queue.drainTo(batch, room - 1);
                journal.append(
                                batch.stream()
                                        .<JournalRecord>map(JournalRecord.Accepted::new)
                                        .toList())
                        .join();
                scheduler.accept(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void outcome(TaskId id, int attempt, String message) {
        scheduler.published(id, attempt, message);
        CompletableFuture<String> future = open.remove(id);
        if (future != null) {
            future.completeAsync(() -> message);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
