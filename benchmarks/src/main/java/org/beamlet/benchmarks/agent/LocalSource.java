package org.beamlet.benchmarks.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.beamlet.agent.access.AccessRules;
import org.beamlet.agent.access.PinnedCode;
import org.beamlet.agent.access.Submitters;
import org.beamlet.agent.block.NodeCommand;
import org.beamlet.agent.queue.Acceptance;
import org.beamlet.agent.queue.Admission;
import org.beamlet.agent.schedule.Scheduler;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.bundle.Bundles;
import org.beamlet.protocol.id.TaskId;

/**
 * A queue in this process where the broker's stands: the same messages, judged, journaled and taken
 * on by the same code, and outcomes that are handed over when they would be published.
 */
@SuppressWarnings("try") // Waiting for processes may be interrupted.
final class LocalSource implements AutoCloseable {
    private static final long MAX_BYTES = 64L * 1024 * 1024;

    private final AtomicReference<Scheduler> scheduler = new AtomicReference<>();
    private final Map<TaskId, CompletableFuture<String>> open = new ConcurrentHashMap<>();
    private final BlockingQueue<Deliveries.One> queue = new LinkedBlockingQueue<>();
    private final AgentRig rig;
    private final Admission admission;
    private final Acceptance acceptance;
    private final Thread thread;

    LocalSource(Path folder, String yaml) throws IOException {
        rig = new AgentRig(folder, yaml, this::outcome);
        scheduler.set(rig.scheduler);
        admission = admission();
        acceptance = new Acceptance(rig.journal, rig.scheduler);
        thread = Thread.ofPlatform().daemon().name("local-source").unstarted(this::intake);
    }

    static Admission admission() {
        return new Admission(
                new AccessRules(
                        Optional.empty(),
                        new Submitters(Optional::empty, true),
                        new PinnedCode(
                                Catalog.load(),
                                new Bundles(NodeCommand.ofThisInstallation().classPath()))));
    }

    LocalSource start() {
        rig.start();
        thread.start();
        return this;
    }

    /** Without node managers of its own. */
    LocalSource withoutBlocks() {
        thread.start();
        return this;
    }

    AgentRig rig() {
        return rig;
    }

    CompletableFuture<String> submit(Deliveries.One delivery) {
        CompletableFuture<String> future = new CompletableFuture<>();
        open.put(delivery.id(), future);
        queue.add(delivery);
        return future;
    }

    private void intake() {
        try {
            while (true) {
                Deliveries.One first = queue.poll(1, TimeUnit.HOURS);
                int room = rig.scheduler.awaitRoom(rig.config.capacity(), MAX_BYTES);
                List<Deliveries.One> batch = new ArrayList<>();
                batch.add(first);
                queue.drainTo(batch, room - 1);
                List<Admission.Verdict> verdicts =
                        batch.stream()
                                .flatMap(one ->
                                        admission.judge(one.properties(), one.body()).stream())
                                .filter(verdict ->
                                        !rig.scheduler
                                                .holdings()
                                                .knows(
                                                        verdict.task().id(),
                                                        verdict.task().attempt()))
                                .toList();
                acceptance.take(verdicts, () -> true);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void outcome(TaskId id, int attempt, String message) {
        scheduler.get().published(id, attempt, message);
        CompletableFuture<String> future = open.remove(id);
        if (future != null) {
            future.complete(message);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        thread.interrupt();
        thread.join();
        rig.close();
    }
}
