package org.beamlet.worker.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes whose /sys is written as theirs would be. */
class NearCpusTest {
    private static final List<String> BUSES =
            List.of("00000000:07:00.0", "00000000:46:00.0", "00000000:85:00.0", "00000000:C7:00.0");

    @TempDir private Path folder;

    private Path sys(String name) {
        return folder.resolve("sys").resolve(name);
    }

    private void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text + "\n");
    }

    private NodeTopology node() {
        return new NodeTopology(folder.resolve("sys"), folder.resolve("proc"));
    }

    private void gpu(String bus, int memory) throws IOException {
        Path device = sys("bus/pci/devices").resolve(NodeTopology.address(bus));
        write(device.resolve("numa_node"), Integer.toString(memory));
        write(device.resolve("local_cpulist"), "0-63");
    }

    /** 32 cores of two threads, numbered as on AMD's processors, in four memories. */
    private void milan() throws IOException {
        for (int memory = 0; memory < 4; memory++) {
            write(
                    sys("devices/system/node/node%d/cpulist".formatted(memory)),
                    "%d-%d,%d-%d"
                            .formatted(
                                    8 * memory,
                                    8 * memory + 7,
                                    32 + 8 * memory,
                                    32 + 8 * memory + 7));
        }
        for (int cpu = 0; cpu < 64; cpu++) {
            write(
                    sys("devices/system/cpu/cpu%d/topology/thread_siblings_list".formatted(cpu)),
                    "%d,%d".formatted(cpu % 32, cpu % 32 + 32));
        }
    }

    private static List<Integer> all() {
        return IntStream.range(0, 64).boxed().toList();
    }

    private static List<List<String>> each(List<String> buses) {
        return buses.stream().map(List::of).toList();
    }

    /** As nvidia-smi topo shows it on Polaris: the first GPU is next to the last cores. */
    @Test
    void eachWorkerHasTheCoresNextToItsGpu() throws Exception {
        milan();
        for (int gpu = 0; gpu < 4; gpu++) {
            gpu(BUSES.get(gpu), 3 - gpu);
        }

        assertThat(NearCpus.share(node(), each(BUSES), all()))
                .containsExactly("24-31,56-63", "16-23,48-55", "8-15,40-47", "0-7,32-39");
    }

    @Test
    void whoSharesAGpuSharesItsCores() throws Exception {
        milan();
        gpu(BUSES.get(0), 3);
        gpu(BUSES.get(1), 2);

        assertThat(
                        NearCpus.share(
                                node(),
                                each(
                                        List.of(
                                                BUSES.get(0),
                                                BUSES.get(0),
                                                BUSES.get(0),
                                                BUSES.get(1))),
                                all()))
                .containsExactly("24-26,56-58", "27-29,59-61", "30-31,62-63", "16-23,48-55");
    }

    @Test
    void theCpusOfTheJobAreRespected() throws Exception {
        milan();
        gpu(BUSES.get(0), 3);
        gpu(BUSES.get(1), 2);
        List<Integer> half = new ArrayList<>(CpuList.parse("28-31,60-63"));

        assertThat(NearCpus.share(node(), each(BUSES.subList(0, 1)), half))
                .containsExactly("28-31,60-63");
        // Nothing of the job is next to the second GPU, and all of it to the first.
        assertThat(NearCpus.share(node(), each(BUSES.subList(0, 2)), half))
                .containsExactly("28-29,60-61", "30-31,62-63");
    }

    @Test
    void aWorkerWithTwoGpusHasTheCoresOfBoth() throws Exception {
        milan();
        gpu(BUSES.get(0), 3);
        gpu(BUSES.get(1), 2);

        assertThat(NearCpus.share(node(), List.of(BUSES.subList(0, 2)), all()))
                .containsExactly("16-31,48-63");
    }

    @Test
    void whereNobodyTellsAllAreShared() throws Exception {
        milan();
        gpu(BUSES.get(0), -1);

        assertThat(NearCpus.share(node(), each(List.of(BUSES.get(0), BUSES.get(1))), all()))
                .containsExactly("0-15,32-47", "16-31,48-63");
        assertThat(NearCpus.share(node(), List.of(List.of(), List.of(), List.of()), List.of(4, 5)))
                .containsExactly("4", "5", "4");
    }

    @Test
    void withoutSysCpusAreSharedInTheirOrder() {
        assertThat(NearCpus.share(node(), List.of(List.of(), List.of()), List.of(0, 1, 2, 3)))
                .containsExactly("0-1", "2-3");
    }

    @Test
    void coresLieTogetherInTheirMemory() throws Exception {
        // Even numbers in one socket, odd ones in the other.
        write(sys("devices/system/node/node0/cpulist"), "0,2,4,6");
        write(sys("devices/system/node/node1/cpulist"), "1,3,5,7");

        assertThat(
                        NearCpus.share(
                                node(),
                                List.of(List.of(), List.of()),
                                IntStream.range(0, 8).boxed().toList()))
                .containsExactly("0,2,4,6", "1,3,5,7");
    }

    @Test
    void cardsAreFoundWithoutADriverOfNvidia() throws Exception {
        // The last is the console of the node.
        List<String> buses = List.of("0000:c7:00.0", "0000:18:00.0", "0000:03:00.0");
        for (String bus : buses) {
            Path device = sys("devices/pci0000:00").resolve(bus);
            write(device.resolve("vendor"), bus.contains("03:") ? "0x1a03" : "0x8086");
            Path card = sys("class/drm/card" + buses.indexOf(bus));
            Files.createDirectories(card);
            Files.createSymbolicLink(card.resolve("device"), device);
        }

        assertThat(node().gpus()).containsExactly("0000:18:00.0", "0000:c7:00.0");
        assertThat(node().hasNvidia()).isFalse();
    }

    @Test
    void nvidiasDriverListsItsDevices() throws Exception {
        for (String bus : List.of("0000:46:00.0", "0000:07:00.0")) {
            write(
                    folder.resolve("proc/driver/nvidia/gpus").resolve(bus).resolve("information"),
                    "");
            write(sys("bus/pci/devices").resolve(bus).resolve("vendor"), "0x10de");
            write(sys("bus/pci/devices").resolve(bus).resolve("class"), "0x030200");
        }

        assertThat(node().gpus()).containsExactly("0000:07:00.0", "0000:46:00.0");
        assertThat(node().hasNvidia()).isTrue();
    }

    @Test
    void addressesAreReadInAllTheirForms() {
        assertThat(
                        List.of(
                                NodeTopology.address("00000000:C7:00.0"),
                                NodeTopology.address("0000:c7:00"),
                                NodeTopology.address("C7:00.0"),
                                NodeTopology.address("[N/A]")))
                .containsExactly("0000:c7:00.0", "0000:c7:00.0", "0000:c7:00.0", "[N/A]");
    }

    @Test
    void listsAreReadAndWrittenAsLinuxDoes() {
        assertThat(CpuList.parse("0-2,5,8-9")).containsExactly(0, 1, 2, 5, 8, 9);
        assertThat(CpuList.parse("")).isEmpty();
        assertThat(CpuList.parse("a-b")).isEmpty();
        assertThat(CpuList.text(List.of(9, 0, 1, 2, 5, 8, 8))).isEqualTo("0-2,5,8-9");
        assertThat(CpuList.text(List.of())).isEmpty();
    }
}
