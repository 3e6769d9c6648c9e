package org.beamlet.worker.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.beamlet.node.wire.ArtifactRefusal;
import org.beamlet.node.wire.FromManager;
import org.beamlet.node.wire.TaskFinished;
import org.beamlet.protocol.payload.ResultReference;
import org.beamlet.worker.artifact.Hashes;
import org.beamlet.worker.functions.Eventually;
import org.beamlet.worker.functions.Tasks;
import org.beamlet.worker.task.WorkerTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results that are too large for a message, from a real worker through a manager's process. */
class LargeResultsIT {
    private static final int HUGE = 300_000_000;
    private static final int LARGE = 40_000_000;

    @TempDir private Path folder;

    private FakeAgent agent;
    private FakeResults results;
    private ManagerProgram manager;

    @BeforeEach
    void start() throws IOException {
        agent = new FakeAgent(0);
        results = new FakeResults();
        agent.results = results;
        manager = new ManagerProgram(folder);
        manager.options("-Xmx64m");
    }

    @AfterEach
    void stop() {
        manager.close();
        agent.close();
    }

    private FakeAgent.Stream started() throws Exception {
        Consumer<ObjectNode> heap = block -> block.putArray("worker_java_options").add("-Xmx3g");
        manager.start(agent.port(), 1, heap);
        return agent.nextStream();
    }

    private static ResultReference reference(TaskFinished finished) {
        assertThat(finished.hasFailure()).as("%s", finished.getFailure()).isFalse();
        return ResultReference.parse(finished.getResult()).orElseThrow();
    }

    private static TaskFinished finished(FakeAgent.Stream stream) throws InterruptedException {
        return stream.next(FromManager.KindCase.FINISHED).getFinished();
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(".result")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes that the manager has had in memory at once. */
    private long peak() throws IOException {
        Path status = Path.of("/proc", Long.toString(manager.process().pid()), "status");
        Matcher most = Pattern.compile("VmHWM:\\s+(\\d+) kB").matcher(Files.readString(status));
        assertThat(most.find()).isTrue();
        return 1024 * Long.parseLong(most.group(1));
    }

    /** {@return how far the manager has read the file of a result; 0 where it has none open} */
    private long read() {
        Path process = Path.of("/proc", Long.toString(manager.process().pid()));
        try (Stream<Path> open = Files.list(process.resolve("fd"))) {
            for (Path descriptor : open.toList()) {
                if (isResult(descriptor)) {
                    Path info = process.resolve("fdinfo").resolve(descriptor.getFileName());
                    Matcher at = Pattern.compile("pos:\\s+(\\d+)").matcher(Files.readString(info));
                    return at.find() ? Long.parseLong(at.group(1)) : 0;
                }
            }
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isResult(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().endsWith(".result");
        } catch (IOException _) {
            // Closed since it was listed.
            return false;
        }
    }

    @Test
    void aResultOf300MegabytesPassesThroughAManagerOfLittleMemory() throws Exception {
        FakeAgent.Stream stream = started();
        WorkerTask task = Tasks.text(HUGE);

        stream.place(task);

        TaskFinished finished = finished(stream);
        ResultReference reference = reference(finished);
        assertThat(reference.file()).as("a file of the node").isNull();
        assertThat(reference.size()).isGreaterThan(HUGE);
        assertThat(results.whole).containsExactly(reference.sha256());
        assertThat(results.bytes()).isEqualTo(reference.size());
        assertThat(results.heads)
                .singleElement()
                .satisfies(head -> {
                    assertThat(head.getTaskId()).isEqualTo(task.taskId());
                    assertThat(head.getAttempt()).isEqualTo(1);
                    assertThat(head.getSize()).isEqualTo(reference.size());
                });
        assertThat(peak()).as("the manager's memory").isLessThan(HUGE);
        assertThat(files()).as("kept until the agent has the outcome").hasSize(1);

        stream.received(finished);

        Eventually.await("the file is gone", () -> files().isEmpty());
    }

    @Test
    void theManagerReadsNoFasterThanTheAgentWrites() throws Exception {
        results.slow = true;
        FakeAgent.Stream stream = started();

        stream.place(Tasks.text(LARGE));
        results.awaitBegun();
        Eventually.await("the manager has begun to read", () -> read() > 0);

        // A window of 1 MiB, and what lies ready on both sides of it.
        for (int i = 0; i < 50; i++) {
            assertThat(read()).isLessThan(4 << 20);
            Thread.sleep(20);
        }
        stream.place(Tasks.noop("beside it"));
        TaskFinished small = finished(stream);
        assertThat(small.getResult()).as("other tasks go on").contains("beside it");
        results.slow = false;
        results.ask(1);

        ResultReference reference = reference(finished(stream));
        assertThat(results.whole).containsExactly(reference.sha256());
    }

    @Test
    void whatIsCutInTheMiddleArrivesOnceAndRight() throws Exception {
        results.slow = true;
        FakeAgent.Stream first = started();
        WorkerTask task = Tasks.text(LARGE);
        first.place(task);
        results.awaitBegun();
        results.ask(10);
        Eventually.await("some of it has come", () -> results.bytes() > 1_000_000);

        results.slow = false;
        first.breakOff();

        FakeAgent.Stream second = agent.nextStream();
        assertThat(second.hello().getHeldList()).containsExactly(FakeAgent.held(task));
        TaskFinished finished = finished(second);
        assertThat(results.whole).containsExactly(reference(finished).sha256());
        assertThat(results.heads).hasSize(2);

        // What the agent has by now is not sent again.
        long before = results.bytes();
        second.breakOff();
        FakeAgent.Stream third = agent.nextStream();
        assertThat(reference(finished(third))).isEqualTo(reference(finished));
        assertThat(results.heads).hasSize(3);
        assertThat(results.bytes()).isEqualTo(before);
        third.received(finished);
        Eventually.await("the file is gone", () -> files().isEmpty());
    }

    @Test
    void anAgentWithoutRoomIsAskedAgain() throws Exception {
        results.answers.add(Status.UNAVAILABLE.withDescription("DISK_FULL: free space"));
        results.most = 1_000_000;
        FakeAgent.Stream stream = started();

        stream.place(Tasks.text(LARGE));
        results.awaitBegun();
        results.most = Long.MAX_VALUE;

        assertThat(results.whole).containsAnyOf(reference(finished(stream)).sha256());
        assertThat(results.heads).hasSizeGreaterThanOrEqualTo(2);
        assertThat(Files.readString(manager.log())).contains("DISK_FULL: free space");
    }

    @Test
    void whatTheAgentRefusesFailsItsTask() throws Exception {
        results.answers.add(
                ArtifactRefusal.newBuilder()
                        .setCode("ARTIFACT_TOO_LARGE")
                        .setWhat("the result is too large")
                        .setRemedy("write it to a file")
                        .build());
        FakeAgent.Stream stream = started();

        stream.place(Tasks.text(LARGE));

        TaskFinished finished = finished(stream);
        assertThat(finished.getFailure().getCode()).isEqualTo("ARTIFACT_TOO_LARGE");
        assertThat(finished.getFailure().getUserMessage())
                .contains("the result is too large", "write it to a file");
    }

    @Test
    void anAgentOfAnEarlierVersionFindsTheFileInTheSharedFolder() throws Exception {
        agent.results = null;
        manager.options("-Dbeamlet.node.work=" + folder.resolve("local"));
        FakeAgent.Stream stream = started();

        stream.place(Tasks.text(LARGE));

        TaskFinished finished = finished(stream);
        ResultReference reference = reference(finished);
        Path file = Path.of(Objects.requireNonNull(reference.file()));
        assertThat(file).startsWith(folder.resolve("work"));
        assertThat(Hashes.of(file)).isEqualTo(reference.sha256());
        assertThat(files()).containsExactly(file);

        stream.breakOff();
        assertThat(reference(finished(agent.nextStream()))).isEqualTo(reference);
    }
}
