package org.beamlet.worker.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.worker.slot.Pinning;
import org.beamlet.worker.slot.WorkerLimits;
import org.beamlet.worker.topology.NodeTopology;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeShareTest {
    @TempDir private Path folder;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void eightCpus() throws Exception {
        allowed("0-7");
        environment.put("PATH", System.getenv("PATH"));
        for (int gpu = 0; gpu < 2; gpu++) {
            Path device = folder.resolve("sys/bus/pci/devices/0000:0%d:00.0".formatted(gpu));
            write(device.resolve("numa_node"), Integer.toString(1 - gpu));
            write(
                    folder.resolve("sys/devices/system/node/node%d/cpulist".formatted(gpu)),
                    gpu == 0 ? "0-3" : "4-7");
            write(
                    folder.resolve(
                            "proc/driver/nvidia/gpus/0000:0%d:00.0/information".formatted(gpu)),
                    "");
        }
    }

    private void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text + "\n");
    }

    private void allowed(String cpus) throws IOException {
        write(folder.resolve("proc/self/status"), "Name:\tx\nCpus_allowed_list:\t" + cpus);
    }

    private BlockFile share(int slots, Pinning pinning) {
        BlockFile block =
                new BlockFile(
                        "b",
                        List.of("127.0.0.1:1"),
                        "",
                        null,
                        slots,
                        0,
                        List.of(),
                        folder.toString(),
                        0,
                        0,
                        Map.of(),
                        WorkerLimits.NONE,
                        pinning,
                        false);
        NodeTopology node = new NodeTopology(folder.resolve("sys"), folder.resolve("proc"));
        return NodeShare.of(block, environment, "n", node).block();
    }

    @Test
    void workersHaveTheCpusNextToTheirAccelerators() {
        BlockFile two = share(2, new Pinning(List.of("0", "1"), "auto"));

        assertThat(two.pinning()).isEqualTo(new Pinning(List.of("0", "1"), "list:4-7:0-3"));
        assertThat(share(4, new Pinning(List.of(), "auto")).pinning().cpuAffinity())
                .isEqualTo("list:0-1:2-3:4-5:6-7");
    }

    @Test
    void whatWasNotGrantedCostsItsWorkerAndTheOthersKeepTheirCpus() {
        environment.put("CUDA_VISIBLE_DEVICES", "1,3");

        BlockFile half = share(4, new Pinning(List.of("0", "1", "2", "3"), "list:0:1:2:3"));

        assertThat(half.slots()).isEqualTo(2);
        assertThat(half.pinning()).isEqualTo(new Pinning(List.of("1", "3"), "list:1:3"));
    }

    @Test
    void acceleratorsBeyondTheWorkersStayForTasksThatWantSeveral() {
        BlockFile one = share(1, new Pinning(List.of("0", "1"), "none"));

        assertThat(one.slots()).isEqualTo(1);
        assertThat(one.pinning().devices()).containsExactly("0", "1");
    }

    @Test
    void groupsKeepToTheJobsCpus() throws Exception {
        allowed("2-5");

        assertThat(share(2, new Pinning(List.of(), "list:0-3:4-7")).pinning().cpuAffinity())
                .isEqualTo("list:2-3:4-5");
        assertThatThrownBy(() -> share(2, new Pinning(List.of(), "list:0-3:6-7")))
                .isInstanceOf(BeamletException.class)
                .hasMessageContainingAll("CPUs 6-7", "this job has 2-5", "use auto");
    }

    @Test
    void withoutTasksetNobodyIsBoundInSilence() {
        environment.put("PATH", folder.toString());

        assertThatThrownBy(() -> share(2, new Pinning(List.of(), "block")))
                .hasMessageContainingAll("no taskset on n", "util-linux");
        assertThat(share(2, Pinning.NONE).slots()).isEqualTo(2);
    }

    @Test
    void aJobWithoutAcceleratorsIsToldSo() {
        environment.put("CUDA_VISIBLE_DEVICES", "");

        assertThatThrownBy(() -> share(2, new Pinning(List.of("0", "1"), "none")))
                .isInstanceOf(BeamletException.class)
                .hasMessageContainingAll("CUDA_VISIBLE_DEVICES gives this node none");
    }
}
