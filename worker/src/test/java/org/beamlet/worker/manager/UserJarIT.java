package org.beamlet.worker.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.node.wire.ArtifactRefusal;
import org.beamlet.node.wire.Cancel;
import org.beamlet.node.wire.FromManager;
import org.beamlet.node.wire.TaskFinished;
import org.beamlet.node.wire.ToManager;
import org.beamlet.protocol.payload.JavaEntry;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.UserFunction;
import org.beamlet.worker.artifact.Hashes;
import org.beamlet.worker.device.NodeDevices;
import org.beamlet.worker.functions.Eventually;
import org.beamlet.worker.functions.Tasks;
import org.beamlet.worker.slot.Pinning;
import org.beamlet.worker.slot.WorkerLimits;
import org.beamlet.worker.task.WorkerTask;
import org.beamlet.worker.userfunction.TestJar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of a user's JAR: from the agent through the node's manager to a real worker process. */
class UserJarIT {
    @TempDir private Path folder;
    private FakeAgent agent;
    private NodeManager manager;
    private FakeAgent.Stream stream;
    private Path jar;

    @BeforeEach
    void start() throws Exception {
        jar =
                TestJar.of(
                        folder,
                        "Sum.java",
                        """
                        package org.lab;

                        public class Sum {
                            public static long of(long a, long b) {
                                System.out.println("adds " + a + " and " + b);
                                return a + b;
                            }
                        }
                        """,
                        "-parameters");
        agent = new FakeAgent(0);
        NodeFacts facts = new NodeFacts("m-1", "node-1", 1, 0, Optional.empty());
        BlockFile block =
                new BlockFile(
                        "block-1",
                        List.of("127.0.0.1:" + agent.port()),
                        "",
                        null,
                        1,
                        2,
                        List.of("-Xmx64m"),
                        folder.resolve("work").toString(),
                        0,
                        0,
                        Map.of(),
                        WorkerLimits.NONE,
                        Pinning.NONE,
                        false);
        manager =
                new NodeManager(
                        new NodeShare(block, NodeDevices.NONE),
                        facts,
                        Clock.systemUTC(),
                        new PlainChannels(),
                        new LinkTimings(
                                Duration.ofMillis(20),
                                Duration.ofMillis(100),
                                Duration.ofSeconds(20),
                                Duration.ofMinutes(10)));
        manager.start();
        stream = agent.nextStream();
    }

    @AfterEach
    void stop() {
        manager.close();
        agent.close();
    }

    private WorkerTask sum(int a, int b) throws Exception {
        UserFunction function =
                new UserFunction.Jar(
                        Hashes.of(jar), Files.size(jar), JavaEntry.parse("org.lab.Sum#of"));
        return Tasks.buffer(
                function.packed()
                        + Payloads.pack("11\n[]", "11\n{\"a\":%d,\"b\":%d}".formatted(a, b)));
    }

    private TaskFinished finished() throws InterruptedException {
        TaskFinished finished = stream.next(FromManager.KindCase.FINISHED).getFinished();
        stream.received(finished);
        return finished;
    }

    @Test
    void aJarIsFetchedOnceForTheNodeAndItsMethodRuns() throws Exception {
        agent.artifacts.put(Hashes.of(jar), Files.readAllBytes(jar));

        stream.place(sum(1, 2), sum(3, 4), Tasks.noop("beside"));

        assertThat(List.of(finished(), finished(), finished()))
                .extracting(TaskFinished::getResult)
                .contains("11\n3", "11\n7");
        stream.place(sum(5, 6));
        assertThat(finished().getResult()).isEqualTo("11\n11");
        assertThat(agent.asked).containsExactly(Hashes.of(jar));
        assertThat(folder.resolve("work/node-1/artifacts").resolve(Hashes.of(jar)))
                .hasSameBinaryContentAs(jar);
        assertThat(folder.resolve("work/node-1/worker-1.out")).content().contains("adds 5 and 6");
    }

    @Test
    void contentThatIsNotTheJarAndARefusalFailTheTaskAlone() throws Exception {
        agent.artifacts.put(Hashes.of(jar), new byte[10]);

        stream.place(sum(1, 2), Tasks.noop("beside"));

        assertThat(List.of(finished(), finished()))
                .anySatisfy(one -> {
                    assertThat(one.getFailure().getCode()).isEqualTo("INPUT_INVALID");
                    assertThat(one.getFailure().getUserMessage()).contains(Hashes.of(jar));
                })
                .anySatisfy(one -> assertThat(one.getResult()).contains("beside"));

        agent.artifactRefusal =
                ArtifactRefusal.newBuilder()
                        .setCode("ARTIFACT_NOT_FOUND")
                        .setWhat("there is no object")
                        .setRemedy("send it")
                        .build();

        stream.place(sum(1, 2));

        assertThat(finished().getFailure())
                .satisfies(failure -> {
                    assertThat(failure.getCode()).isEqualTo("ARTIFACT_NOT_FOUND");
                    assertThat(failure.getUserMessage()).isEqualTo("there is no object; send it");
                });
    }

    @Test
    void aTaskThatWaitsForItsJarCanBeCancelledAndTakesNoSlot() throws Exception {
        agent.holdArtifacts = true;
        WorkerTask waiting = sum(1, 2);

        stream.place(waiting);
        Eventually.await("the agent was asked", () -> !agent.asked.isEmpty());
        stream.place(Tasks.noop("beside"));
        assertThat(finished().getResult()).contains("beside");
        stream.send(
                ToManager.newBuilder()
                        .setCancel(Cancel.newBuilder().setTaskId(waiting.taskId()))
                        .build());

        TaskFinished cancelled = finished();
        assertThat(cancelled.getTaskId()).isEqualTo(waiting.taskId());
        assertThat(cancelled.getFailure().getCode()).isEqualTo("TASK_CANCELLED");
    }
}
