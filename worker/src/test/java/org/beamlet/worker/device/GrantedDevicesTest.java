package org.beamlet.worker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.beamlet.worker.device.NvidiaSmiTest.FIRST;
import static org.beamlet.worker.device.NvidiaSmiTest.PART;
import static org.beamlet.worker.device.NvidiaSmiTest.SECOND;
import static org.beamlet.worker.device.NvidiaSmiTest.TABLE;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.beamlet.protocol.error.BeamletException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrantedDevicesTest {
    private static final Inventory TWO = NvidiaSmi.table(TABLE);

    private static final Inventory DIVIDED =
            NvidiaSmi.withParts(
                    TWO,
                    "GPU 1: NVIDIA A100 (UUID: %s)\n  MIG 3g.20gb  Device  0: (UUID: %s)\n"
                            .formatted(SECOND, PART));

    /** Four GPUs of which the third is gone. */
    private static final Inventory FOUR =
            NvidiaSmi.table(
                    """
                    0, GPU-a0, 00000000:07:00.0, A, 535, 1, 2, 0
                    1, GPU-a1, 00000000:0B:00.0, A, 535, 1, 2, 0
                    3, GPU-b3, 00000000:48:00.0, A, 535, 1, 2, 0
                    Unable to determine the device handle for GPU2: 0000:46:00.0: Unknown Error
                    """);

    @TempDir private Path folder;

    private static List<String> names(
            List<String> wanted, Map<String, String> job, Inventory seen) {
        return choose(wanted, false, job, seen).entries().stream()
                .map(GrantedDevices.Entry::name)
                .toList();
    }

    private static List<String> counted(int count, Map<String, String> job, Inventory seen) {
        List<String> wanted = IntStream.range(0, count).mapToObj(String::valueOf).toList();
        return choose(wanted, true, job, seen).entries().stream()
                .map(GrantedDevices.Entry::name)
                .toList();
    }

    private static GrantedDevices choose(
            List<String> wanted, boolean counted, Map<String, String> job, Inventory seen) {
        return GrantedDevices.of(wanted, counted, Grant.of(job, "n3.site"), seen);
    }

    private static Map<String, String> cuda(String value) {
        return Map.of("CUDA_VISIBLE_DEVICES", value);
    }

    @Test
    void aCountIsOfWhatWasGranted() {
        assertThat(counted(2, Map.of(), TWO)).containsExactly("0", "1");
        assertThat(counted(2, cuda("2,3"), Inventory.NONE)).containsExactly("2", "3");
        assertThat(counted(1, cuda(SECOND), TWO)).containsExactly(SECOND);
        assertThat(counted(3, Map.of(), DIVIDED)).containsExactly("0", PART);
        assertThat(counted(4, Map.of(), FOUR)).containsExactly("0", "1", "2", "3");
        // Nobody can tell, as with other makers' devices.
        assertThat(counted(2, Map.of(), Inventory.NONE)).containsExactly("0", "1");
    }

    @Test
    void oneThatSeveralWorkersShareStaysOne() {
        GrantedDevices shared =
                choose(List.of("0", "0", "1", "1"), true, cuda("5,7"), Inventory.NONE);

        assertThat(shared.entries())
                .extracting(GrantedDevices.Entry::name)
                .containsExactly("5", "5", "7", "7");
    }

    @Test
    void moreThanThereIsCostsWorkersAndIsSaid() {
        GrantedDevices few = choose(List.of("0", "1", "2", "3"), true, Map.of(), TWO);

        assertThat(few.entries()).hasSize(2);
        assertThat(few.missing())
                .containsExactly("number 3, as there are 2", "number 4, as there are 2");
    }

    @Test
    void numbersAreThoseOfTheJob() {
        GrantedDevices half = choose(List.of("1", "2", "3"), false, cuda("2,3"), Inventory.NONE);

        assertThat(half.entries())
                .containsExactly(
                        new GrantedDevices.Entry("2", 1), new GrantedDevices.Entry("3", 2));
        assertThat(half.missing()).containsExactly("1");
        assertThat(names(List.of("0", "1"), cuda(SECOND + "," + FIRST), TWO))
                .containsExactly(FIRST, SECOND);
        assertThat(names(List.of("0", "1"), cuda("GPU-x,GPU-y"), Inventory.NONE))
                .containsExactly("GPU-x", "GPU-y");
        assertThat(names(List.of("0", "1"), cuda(SECOND), TWO)).containsExactly(SECOND);
    }

    @Test
    void tilesComeWithTheirDevice() {
        Map<String, String> job = Map.of("ZE_AFFINITY_MASK", "0,1.1");

        assertThat(names(List.of("0.0", "0.1", "1.0", "1.1"), job, Inventory.NONE))
                .containsExactly("0.0", "0.1", "1.1");
    }

    @Test
    void slurmsNumbersAreTheNodesUnlessTheJobCountsAnew() {
        Map<String, String> job = Map.of("SLURM_JOB_GPUS", "2,3");

        // The job sees two devices alone, and they are 0 and 1.
        assertThat(counted(2, job, TWO)).containsExactly("0", "1");
        assertThat(names(List.of("0"), job, TWO)).containsExactly("0");
        // It sees all four.
        assertThat(counted(2, job, FOUR)).containsExactly("2", "3");
        assertThat(
                        counted(
                                2,
                                Map.of("SLURM_JOB_GPUS", "0,1,2,3", "SLURM_STEP_GPUS", "1"),
                                Inventory.NONE))
                .containsExactly("1");
        assertThat(
                        counted(
                                1,
                                Map.of("SLURM_JOB_GPUS", "0", "CUDA_VISIBLE_DEVICES", "3"),
                                Inventory.NONE))
                .containsExactly("3");
    }

    @Test
    void torquesFileHasALineForEach() throws Exception {
        Path file = Files.writeString(folder.resolve("gpus"), "n2-gpu0\nn3-gpu1\nn3-gpu2\n");

        assertThat(counted(2, Map.of("PBS_GPUFILE", file.toString()), Inventory.NONE))
                .containsExactly("1", "2");
    }

    @Test
    void theBeginningOfAUuidWillDoWhereItIsClear() {
        assertThat(names(List.of("GPU-5c89", "gpu-1d0a3a5f"), Map.of(), TWO))
                .containsExactly(FIRST, SECOND);
        assertThat(names(List.of("GPU-5c89"), cuda("0"), TWO)).containsExactly(FIRST);
        assertThatThrownBy(() -> names(List.of("GPU-a"), Map.of(), FOUR))
                .isInstanceOf(BeamletException.class)
                .hasMessageContainingAll("'GPU-a'", "2 GPUs", "nvidia-smi -L");
    }

    @Test
    void aUuidThatIsNotThereOrNotGrantedIsLeftOut() {
        assertThat(choose(List.of(FIRST, SECOND), false, cuda("1"), TWO).missing())
                .containsExactly(FIRST);
        assertThatThrownBy(() -> names(List.of("GPU-77"), Map.of(), TWO))
                .hasMessageContainingAll("GPU-77", "nvidia-smi", "0, 1");
    }

    @Test
    void migDevicesComeWithTheirGpuOrByName() {
        assertThat(names(List.of("MIG-e07a"), Map.of(), DIVIDED)).containsExactly(PART);
        assertThat(names(List.of(PART), cuda("1"), DIVIDED)).containsExactly(PART);
        assertThat(names(List.of(PART), cuda(PART), Inventory.NONE)).containsExactly(PART);
        assertThatThrownBy(() -> names(List.of(PART), cuda("0"), DIVIDED))
                .hasMessageContaining("CUDA_VISIBLE_DEVICES");
        assertThatThrownBy(() -> names(List.of("MIG-00"), Map.of(), DIVIDED))
                .hasMessageContaining("MIG-00");
    }

    @Test
    void whoIsGrantedNoneHearsWhoSaysSoAndWhatToDo() {
        for (String nothing : List.of("", "NoDevFiles", "-1")) {
            assertThatThrownBy(() -> counted(4, cuda(nothing), TWO))
                    .isInstanceOf(BeamletException.class)
                    .hasMessageContainingAll(
                            "available_accelerators is 4",
                            "CUDA_VISIBLE_DEVICES gives this node none",
                            "gpus_per_node");
        }
        assertThatThrownBy(
                        () -> counted(1, Map.of(), new Inventory(true, List.of(), List.of(), "")))
                .hasMessageContaining("nvidia-smi gives this node none");
    }

    @Test
    void whatIsHiddenBehindANegativeNumberIsNotGranted() {
        assertThat(counted(3, cuda("0,-1,2"), Inventory.NONE)).containsExactly("0");
    }

    @Test
    void aWorkerHasItsDevicesTogetherOrIsLeftOut() {
        assertThat(names(List.of("0,1", "2,3"), cuda("0,1,2"), Inventory.NONE))
                .containsExactly("0,1");
        assertThatThrownBy(() -> names(List.of("GPU-5c89," + FIRST), Map.of(), TWO))
                .hasMessageContaining("one device twice");
    }

    @Test
    void faultsOfAConfigurationAreFoundWithoutANode() {
        assertThat(DeviceName.faults(List.of("0", "1", "1"))).isEmpty();
        assertThat(DeviceName.faults(List.of("opencl:gpu:1", "opencl:gpu:2"))).isEmpty();
        assertThat(DeviceName.faults(List.of("0", FIRST)))
                .singleElement()
                .asString()
                .contains("mixes numbers and UUIDs of GPUs");
        assertThat(DeviceName.faults(List.of(FIRST, PART)))
                .singleElement()
                .asString()
                .contains("mixes UUIDs of GPUs and UUIDs of MIG devices");
        assertThat(DeviceName.faults(List.of("-1")))
                .singleElement()
                .asString()
                .contains("negative");
        assertThat(DeviceName.faults(List.of("0,0"))).singleElement().asString().contains("twice");
        assertThat(DeviceName.faults(List.of("MIG-a,MIG-b")))
                .singleElement()
                .asString()
                .contains("only one MIG device");
        assertThat(DeviceName.faults(List.of("0,"))).isNotEmpty();
    }
}
