package org.beamlet.worker.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.beamlet.node.wire.FromManager;
import org.beamlet.worker.device.NodeDevices;
import org.beamlet.worker.functions.Tasks;
import org.beamlet.worker.slot.Pinning;
import org.beamlet.worker.slot.WorkerLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A manager whose agent goes on on another login node. */
class MovedAgentIT {
    @TempDir private Path folder;

    @Test
    void aManagerFindsItsAgentWhereItIsByNowWithWhatItHolds() throws Exception {
        FakeAgent there = new FakeAgent(0);
        try (FakeAgent here = new FakeAgent(0)) {
            AtomicReference<List<String>> told = new AtomicReference<>(List.of(address(there)));
            try (NodeManager manager = manager(there, told)) {
                manager.start();
                FakeAgent.Stream stream = there.nextStream();
                String before = address(there);
                stream.place(Tasks.noop("held"));
                var done = stream.next(FromManager.KindCase.FINISHED).getFinished();
                there.close();

                told.set(List.of(address(here), before));

                FakeAgent.Stream moved = here.nextStream();
                assertThat(moved.hello().getManagerId()).isEqualTo(stream.hello().getManagerId());
                // Nobody has said that the outcome was received.
                assertThat(moved.next(FromManager.KindCase.FINISHED).getFinished().getTaskId())
                        .isEqualTo(done.getTaskId());
            }
        } finally {
            there.close();
        }
    }

    private static String address(FakeAgent agent) {
        return "127.0.0.1:" + agent.port();
    }

    private NodeManager manager(FakeAgent first, AtomicReference<List<String>> told) {
        BlockFile block =
                new BlockFile(
                        "block-1",
                        List.of(address(first)),
                        "",
                        null,
                        1,
                        0,
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
                        Duration.ofMinutes(10));
        NodeFacts facts = new NodeFacts("m-1", "node-1", 1, 0, Optional.empty());
        return new NodeManager(
                new NodeShare(block, NodeDevices.NONE),
                facts,
                Clock.systemUTC(),
                new PlainChannels(),
                timings,
                told::get);
    }
}
