package org.beamlet.worker.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.beamlet.node.wire.FromManager;
import org.beamlet.node.wire.TaskFinished;
import org.beamlet.node.wire.TaskLost;
import org.beamlet.worker.device.NodeDevices;
import org.beamlet.worker.functions.Eventually;
import org.beamlet.worker.functions.Tasks;
import org.beamlet.worker.slot.Pinning;
import org.beamlet.worker.slot.WorkerLimits;
import org.beamlet.worker.task.WorkerTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class NodeManagerIT {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final int MANY = 10_000;

    @TempDir private Path folder;
    private FakeAgent agent;
    private NodeManager manager;

    @BeforeEach
    void start() {
        agent = new FakeAgent(0);
        manager = manager(1, LONG);
        manager.start();
    }

    @AfterEach
    void stop() {
        manager.close();
        agent.close();
    }

    @Test
    void saysWhoItIsAndRunsWhatIsPlaced() throws Exception {
        FakeAgent.Stream stream = agent.nextStream();
        WorkerTask task = Tasks.noop("hello");

        stream.place(task);

        assertThat(stream.hello().getSlots()).isEqualTo(1);
        assertThat(stream.hello().getPrefetch()).isEqualTo(2);
        assertThat(stream.hello().getHeldList()).isEmpty();
        FromManager started = stream.next(FromManager.KindCase.STARTED);
        assertThat(started.getStarted().getTaskId()).isEqualTo(task.taskId());
        TaskFinished finished = finished(stream);
        assertThat(finished.getTaskId()).isEqualTo(task.taskId());
        assertThat(finished.getResult()).startsWith("11\n{").contains("hello");
        assertThat(finished.getWorker()).isEqualTo(started.getStarted().getWorker());
        assertThat(finished.getEndedAtNs()).isGreaterThanOrEqualTo(finished.getStartedAtNs());
    }

    @Test
    void argumentsAndResultsOfManyMegabytesPass() throws Exception {
        FakeAgent.Stream stream = agent.nextStream();
        String text = "é".repeat(5_000_000);

        stream.place(Tasks.noop(text));

        assertThat(finished(stream).getResult().length()).isGreaterThan(5_000_000);
    }

    /** Who sends must not wait for who listens, nor the other way round. */
    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shortTasksAreReportedWhileOthersBeginAtOnce() throws Exception {
        manager.close();
        try (NodeManager two = manager(2, LONG)) {
            two.start();
            agent.nextStream();
            FakeAgent.Stream stream = agent.nextStream();
            stream.place(Tasks.noop("short"), Tasks.noop("short"));

            for (int i = 0; i < MANY; i++) {
                stream.received(finished(stream));
                stream.place(Tasks.noop("short"));
            }
        }
    }

    @Test
    void anErrorOfTheFunctionIsAFailure() throws Exception {
        FakeAgent.Stream stream = agent.nextStream();

        stream.place(Tasks.misbehave("refuse"));

        TaskFinished finished = finished(stream);
        assertThat(finished.getFailure().getCode()).isEqualTo("INPUT_NOT_FOUND");
        assertThat(finished.getFailure().getUserMessage()).contains("/data/x.h5", "name a file");
    }

    @Test
    void aKilledWorkerIsReportedAsLostAndReplaced() throws Exception {
        FakeAgent.Stream stream = agent.nextStream();
        stream.place(Tasks.misbehave("forever"));
        String worker = stream.next(FromManager.KindCase.STARTED).getStarted().getWorker();

        kill(worker);

        TaskLost lost = stream.next(FromManager.KindCase.LOST).getLost();
        assertThat(lost.getHow()).isEqualTo("killed by signal 9");
        assertThat(lost.getWorker()).isEqualTo(worker);
        stream.place(Tasks.noop("again"));
        assertThat(finished(stream).getResult()).contains("again");
    }

    @Test
    void aLostStreamKeepsResultsAndRepeatsThemUntilTheyAreReceived() throws Exception {
        FakeAgent.Stream first = agent.nextStream();
        Path release = folder.resolve("release");
        WorkerTask task = Tasks.misbehave("wait", release);
        first.place(task);
        first.next(FromManager.KindCase.STARTED);
        first.breakOff();
        Files.createFile(release);

        FakeAgent.Stream second = agent.nextStream();
        assertThat(second.hello().getHeldList()).containsExactly(FakeAgent.held(task));
        TaskFinished finished = finished(second);
        second.breakOff();

        FakeAgent.Stream third = agent.nextStream();
        assertThat(third.hello().getHeldList()).containsExactly(FakeAgent.held(task));
        assertThat(finished(third)).isEqualTo(finished);
        third.received(finished);
        third.place(Tasks.noop("after"));
        third.received(finished(third));
        third.breakOff();

        assertThat(agent.nextStream().hello().getHeldList()).isEmpty();
    }

    @Test
    void aTaskThatIsPlacedTwiceRunsOnce() throws Exception {
        FakeAgent.Stream stream = agent.nextStream();
        WorkerTask task = Tasks.noop("once");

        stream.place(task, task, Tasks.noop("next"));

        assertThat(finished(stream).getResult()).contains("once");
        assertThat(finished(stream).getResult()).contains("next");
    }

    @Test
    void anAgentThatFallsSilentIsLeftForANewStream() throws Exception {
        agent.beats = false;
        FakeAgent.Stream silent = agent.nextStream();
        Path release = folder.resolve("release");
        WorkerTask task = Tasks.misbehave("wait", release);
        silent.place(task);

        FakeAgent.Stream next = agent.nextStream();

        assertThat(next.hello().getHeldList()).containsExactly(FakeAgent.held(task));
        agent.beats = true;
        Files.createFile(release);
        assertThat(finished(next).getTaskId()).isEqualTo(task.taskId());
    }

    @Test
    void heartbeatsTellIdleSlotsAndWarmFunctions() throws Exception {
        FakeAgent.Stream stream = agent.nextStream();
        WorkerTask task = Tasks.noop("warm");
        stream.place(task);
        stream.received(finished(stream));

        Eventually.await(
                "a heartbeat names the function",
                () ->
                        stream.heartbeats().stream()
                                .map(FromManager::getHeartbeat)
                                .anyMatch(beat ->
                                        beat.getIdleSlots() == 1
                                                && beat.getWarmFunctionsList()
                                                        .contains(task.functionId())));
    }

    @Test
    void drainFinishesWhatIsHeldThenSaysGoodbye() throws Exception {
        FakeAgent.Stream stream = agent.nextStream();
        Path release = folder.resolve("release");
        stream.place(Tasks.misbehave("wait", release), Tasks.noop("queued"));
        FromManager started = stream.next(FromManager.KindCase.STARTED);

        stream.stop(true);
        Files.createFile(release);

        stream.received(finished(stream));
        stream.received(finished(stream));
        assertThat(stream.next(FromManager.KindCase.GOODBYE).getGoodbye().getWhy())
                .isEqualTo("the test ends");
        assertThat(manager.awaitEnd()).isEqualTo(ManagerEnd.STOPPED);
        assertThat(Eventually.alive(pid(started.getStarted().getWorker()))).isFalse();
    }

    @Test
    void stopReportsWhatRanAsLostAndLeavesNothingRunning() throws Exception {
        FakeAgent.Stream stream = agent.nextStream();
        Path child = folder.resolve("child");
        stream.place(Tasks.misbehave("orphan", child));
        FromManager started = stream.next(FromManager.KindCase.STARTED);
        Eventually.await("the function has a child", () -> Files.exists(child));

        stream.stop(false);

        assertThat(stream.next(FromManager.KindCase.LOST).getLost().getHow())
                .contains("the test ends");
        assertThat(stream.next().hasGoodbye()).isTrue();
        assertThat(manager.awaitEnd()).isEqualTo(ManagerEnd.STOPPED);
        assertThat(Eventually.alive(pid(started.getStarted().getWorker()))).isFalse();
        long orphan = Long.parseLong(Files.readString(child));
        Eventually.await("the child is gone", () -> !Eventually.alive(orphan));
    }

    @Test
    void withoutItsAgentAnIdleManagerEnds() throws Exception {
        try (NodeManager lonely = manager(1, Duration.ofMillis(200))) {
            lonely.start();
            agent.nextStream();
            agent.nextStream();
            agent.close();

            assertThat(lonely.awaitEnd()).isEqualTo(ManagerEnd.AGENT_LOST);
        }
    }

    @Test
    void withoutItsAgentAManagerThatHoldsAResultStays() throws Exception {
        manager.close();
        int port = agent.port();
        try (NodeManager patient = manager(1, Duration.ofMillis(1))) {
            patient.start();
            agent.nextStream();
            FakeAgent.Stream stream = agent.nextStream();
            Path release = folder.resolve("release");
            WorkerTask task = Tasks.misbehave("wait", release);
            stream.place(task);
            stream.next(FromManager.KindCase.STARTED);
            agent.close();
            Files.createFile(release);

            agent = new FakeAgent(port);

            assertThat(finished(agent.nextStream()).getTaskId()).isEqualTo(task.taskId());
        }
    }

    @Test
    void aManagerThatTheAgentDoesNotKnowByItsConnectionComesBack() throws Exception {
        FakeAgent.Stream stream = agent.nextStream();
        agent.refusal = Status.UNAUTHENTICATED.withDescription("not enrolled here");
        stream.breakOff();
        assertThat(agent.refused.tryAcquire(1, TimeUnit.MINUTES)).isTrue();

        agent.refusal = Status.OK;

        assertThat(agent.nextStream().hello().getManagerId())
                .isEqualTo(stream.hello().getManagerId());
    }

    @Test
    void aRefusedManagerEnds() throws Exception {
        FakeAgent.Stream stream = agent.nextStream();
        agent.refusal = Status.PERMISSION_DENIED.withDescription("the block is over");

        stream.breakOff();

        assertThat(manager.awaitEnd()).isEqualTo(ManagerEnd.REFUSED);
    }

    private NodeManager manager(int slots, Duration agentLostAfter) {
        BlockFile block =
                new BlockFile(
                        "block-1",
                        List.of("127.0.0.1:" + agent.port()),
                        "",
                        null,
                        slots,
                        2,
                        List.of("-Xmx64m"),
                        folder.resolve("work").toString(),
                        0,
                        0,
                        Map.of(),
                        WorkerLimits.NONE,
                        Pinning.NONE,
                        false);
        LinkTimings timings =
                new LinkTimings(
                        Duration.ofMillis(20),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(20),
                        agentLostAfter);
        NodeFacts facts = new NodeFacts("m-1", "node-1", 1, 0, Optional.empty());
        return new NodeManager(
                new NodeShare(block, NodeDevices.NONE),
                facts,
                Clock.systemUTC(),
                new PlainChannels(),
                timings);
    }

    private static TaskFinished finished(FakeAgent.Stream stream) throws InterruptedException {
        return stream.next(FromManager.KindCase.FINISHED).getFinished();
    }

    private static void kill(String worker) {
        assertThat(ProcessHandle.of(pid(worker)).orElseThrow().destroyForcibly()).isTrue();
    }

    private static long pid(String worker) {
        return Long.parseLong(worker.replaceAll(".*\\[(\\d+)]", "$1"));
    }
}
