package org.beamlet.worker.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.beamlet.node.wire.FromManager;
import org.beamlet.node.wire.NodeReport;
import org.beamlet.node.wire.WorkerReport;
import org.beamlet.protocol.payload.Serialized;
import org.beamlet.worker.functions.Tasks;
import org.beamlet.worker.topology.CpuList;
import org.beamlet.worker.topology.NodeTopology;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node manager on a node whose nvidia-smi, and whose driver, are played. */
class WatchedDevicesIT {
    private static final String SMI =
            """
            #!/bin/bash
            here=$(dirname "$0")
            case "$1" in
                --query-gpu=*) cat "$here/table" ;;
                --query-remapped-rows=*) printf 'GPU-a, No, No\\nGPU-b, No, No\\n' ;;
            esac
            """;

    private static final String WELL =
            "%d, GPU-%s, 00000000:%s:00.0, NVIDIA A100, 535, 900, 1000, %d\n";

    /** Fails for whoever sees GPU 1. */
    private static final String DRIVER =
            """
            #include <stdlib.h>
            #include <string.h>
            int cuInit(int flags) {
                const char *seen = getenv("CUDA_VISIBLE_DEVICES");
                return seen && !strcmp(seen, "1") ? 999 : 0;
            }
            int cuDeviceGetCount(int *out) { return *out = 1, 0; }
            int cuDeviceGet(int *out, int index) { return *out = index, 0; }
            int cuDevicePrimaryCtxRetain(void **out, int device) { return *out = (void *) 8, 0; }
            int cuDevicePrimaryCtxRelease_v2(int device) { return 0; }
            int cuCtxSetCurrent(void *context) { return 0; }
            int cuMemAlloc_v2(unsigned long *out, unsigned long bytes) { return *out = 64, 0; }
            int cuMemFree_v2(unsigned long at) { return 0; }
            int cuStreamCreate(void **out, int flags) { return *out = (void *) 16, 0; }
            int cuStreamDestroy_v2(void *stream) { return 0; }
            int cuStreamSynchronize(void *stream) { return 0; }
            int cuMemsetD8Async(unsigned long at, unsigned char v, unsigned long n, void *s) { return 0; }
            """;

    @TempDir private Path folder;
    private FakeAgent agent;
    private ManagerProgram manager;

    @BeforeEach
    void start() throws Exception {
        agent = new FakeAgent(0);
        manager = new ManagerProgram(folder);
        manager.program("nvidia-smi", SMI);
        manager.variable("JDK_JAVA_OPTIONS", "-Dbeamlet.devices.period-s=1");
        table(0);
    }

    @AfterEach
    void stop() {
        manager.close();
        agent.close();
    }

    /** Two GPUs, of which the second has so many errors. */
    private void table(int errors) throws IOException {
        Path file = manager.programs().resolve("table");
        Path made = manager.programs().resolve("table.new");
        Files.writeString(
                made, WELL.formatted(0, "a", "07", 0) + WELL.formatted(1, "b", "46", errors));
        Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private FakeAgent.Stream start(Consumer<ObjectNode> pinning) throws Exception {
        manager.start(agent.port(), 2, block -> pinning.accept(block.putObject("pinning")));
        return agent.nextStream();
    }

    private static void counted(ObjectNode pinning) {
        pinning.put("counted", true).putArray("accelerators").add("0").add("1");
    }

    private static NodeReport report(FakeAgent.Stream stream, Predicate<NodeReport> wanted)
            throws InterruptedException {
        NodeReport next = stream.next(FromManager.KindCase.NODE).getNode();
        while (!wanted.test(next)) {
            next = stream.next(FromManager.KindCase.NODE).getNode();
        }
        return next;
    }

    private static String device(FakeAgent.Stream stream) throws InterruptedException {
        stream.place(Tasks.misbehave("devices"));
        String result = stream.next(FromManager.KindCase.FINISHED).getFinished().getResult();
        return Serialized.parse(result).asJson().path("devices").asText();
    }

    private static WorkerReport second(NodeReport report) {
        return report.getWorkersList().stream()
                .filter(worker -> worker.getSlot() == 2)
                .findFirst()
                .orElseThrow();
    }

    /** Whether the second worker is told of and runs: a start's report tells of one worker only. */
    private static boolean secondRuns(NodeReport report) {
        return report.getWorkersList().stream()
                .anyMatch(worker -> worker.getSlot() == 2 && !worker.getWorker().isEmpty());
    }

    private static void kill(WorkerReport worker) {
        long pid = Long.parseLong(worker.getWorker().replaceAll(".*\\[(\\d+)]", "$1"));
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void aGpuWithErrorsGetsNothingUntilItIsWellAgain() throws Exception {
        table(2);
        FakeAgent.Stream stream = start(WatchedDevicesIT::counted);

        NodeReport ill = report(stream, one -> one.getSlots() == 1 && one.getWorkersCount() == 2);
        assertThat(ill.getAcceleratorSlotsList()).containsExactly(1);
        assertThat(second(ill).getQuarantine()).contains("2 uncorrectable memory errors");
        assertThat(second(ill).getUuid()).isEqualTo("GPU-b");
        assertThat(ill.getWorkers(0).getQuarantine()).isEmpty();
        for (int i = 0; i < 4; i++) {
            assertThat(device(stream)).isEqualTo("0");
        }

        table(0);
        NodeReport well = report(stream, one -> one.getSlots() == 2);
        assertThat(well.getAcceleratorSlotsList()).containsExactly(1, 1);
        stream.placeOver("{\"num_gpus\": 2}", Tasks.misbehave("devices"));
        assertThat(stream.next(FromManager.KindCase.FINISHED).getFinished().getResult())
                .contains("0,1");
    }

    @Test
    void aGpuOnWhichASmallProgramFailsGetsNothing() throws Exception {
        Path compiler = Path.of("/usr/bin/gcc");
        assumeTrue(Files.isExecutable(compiler), "there is no " + compiler);
        Path source = Files.writeString(folder.resolve("driver.c"), DRIVER);
        Process compiled =
                new ProcessBuilder(
                                compiler.toString(),
                                "-shared",
                                "-fPIC",
                                source.toString(),
                                "-o",
                                folder.resolve("libcuda.so.1").toString())
                        .inheritIO()
                        .start();
        assertThat(compiled.waitFor()).isZero();
        manager.variable("LD_LIBRARY_PATH", folder.toString());
        FakeAgent.Stream stream = start(WatchedDevicesIT::counted);

        NodeReport ill = report(stream, one -> one.getSlots() == 1 && one.getWorkersCount() == 2);

        assertThat(second(ill).getQuarantine()).contains("small program", "CUDA error 999");
        assertThat(device(stream)).isEqualTo("0");
    }

    @Test
    void aGpuThatFallsIllIsSeenWhenItsWorkerDies() throws Exception {
        manager.variable("JDK_JAVA_OPTIONS", "-Dbeamlet.devices.period-s=600");
        FakeAgent.Stream stream = start(WatchedDevicesIT::counted);
        report(stream, one -> one.getWorkersCount() == 2 && one.getSlots() == 2);
        table(1);

        stream.place(Tasks.misbehave("exit"));

        NodeReport ill = report(stream, one -> one.getSlots() == 1 && one.getWorkersCount() == 2);
        assertThat(second(ill).getQuarantine()).contains("uncorrectable");
    }

    @Test
    void acceleratorsWithoutAWorkerAreToldOfToo() throws Exception {
        table(2);
        manager.start(agent.port(), 1, block -> counted(block.putObject("pinning")));
        FakeAgent.Stream stream = agent.nextStream();

        NodeReport ill = report(stream, one -> one.getAcceleratorSlotsCount() == 1);

        assertThat(ill.getSlots()).isEqualTo(1);
        assertThat(second(ill).getDevice()).isEqualTo("1");
        assertThat(second(ill).getQuarantine()).contains("uncorrectable");
    }

    @Test
    void nobodyLooksWhereThatIsTurnedOff() throws Exception {
        table(2);
        FakeAgent.Stream stream =
                start(pinning -> {
                    counted(pinning);
                    pinning.put("unchecked", true);
                });

        NodeReport all = report(stream, one -> one.getWorkersCount() == 2);

        assertThat(all.getSlots()).isEqualTo(2);
        assertThat(second(all).getQuarantine()).isEmpty();
    }

    @Test
    void workersSayWhatTheyHaveWhenTheyStart() throws Exception {
        List<Integer> cpus = NodeTopology.ofThisNode().allowed();
        String own = Integer.toString(cpus.getLast());
        FakeAgent.Stream stream =
                start(pinning -> {
                    counted(pinning);
                    pinning.put("cpu_affinity", "list:%s:%s".formatted(cpus.getFirst(), own));
                });

        WorkerReport worker = second(report(stream, WatchedDevicesIT::secondRuns));

        assertThat(worker.getCpus()).isEqualTo(own);
        assertThat(worker.getDevice()).isEqualTo("1");
        assertThat(worker.getUuid()).isEqualTo("GPU-b");
        assertThat(worker.getModel()).isEqualTo("NVIDIA A100");
        assertThat(worker.getDriver()).isEqualTo("535");
        assertThat(worker.getFreeMib()).isEqualTo(900);
        assertThat(worker.getTotalMib()).isEqualTo(1000);
        assertThat(Files.readString(manager.log()))
                .contains("cpus=" + own, "uuid=GPU-b", "free_mib=900", "driver=535");
        kill(worker);
        assertThat(
                        report(
                                        stream,
                                        one ->
                                                one.getWorkersCount() == 1
                                                        && secondRuns(one)
                                                        && !second(one).equals(worker))
                                .getWorkersList())
                .hasSize(1);
    }

    @Test
    void javaFunctionsAndTheirLibrariesKeepToTheirCpus() throws Exception {
        List<Integer> cpus = NodeTopology.ofThisNode().allowed();
        FakeAgent.Stream stream =
                start(pinning ->
                        pinning.put(
                                "cpu_affinity",
                                "list:%d:%d".formatted(cpus.getLast(), cpus.getLast())));

        stream.place(Tasks.misbehave("cpus"));
        String said = stream.next(FromManager.KindCase.FINISHED).getFinished().getResult();

        var result = Serialized.parse(said).asJson();
        assertThat(result.path("cpus").asText()).isEqualTo(CpuList.text(List.of(cpus.getLast())));
        assertThat(result.path("processors").asInt()).isEqualTo(1);
        assertThat(result.path("threads").asText()).isEqualTo("1");
        assertThat(result.path("cores").asText()).isEqualTo("1");
    }
}
