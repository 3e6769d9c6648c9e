package org.beamlet.worker.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Tables and lists as nvidia-smi writes them. */
class NvidiaSmiTest {
    static final String FIRST = "GPU-5c89852c-d268-c3f3-1b07-005d5ae1dc3f";
    static final String SECOND = "GPU-1d0a3a5f-3f39-a4a3-9d0a-64cf2b2f9d0e";
    static final String PART = "MIG-e07a497d-1bb6-5a42-b670-1c33bf55ab6e";

    static final String TABLE =
            """
            0, %s, 00000000:07:00.0, NVIDIA A100-SXM4-40GB, 535.154.05, 40326, 40960, 0
            1, %s, 00000000:46:00.0, NVIDIA A100-SXM4-40GB, 535.154.05, 512, 40960, 0
            """
                    .formatted(FIRST, SECOND);

    @Test
    void eachGpuIsALine() {
        Inventory seen = NvidiaSmi.table(TABLE);

        assertThat(seen.gpus()).hasSize(2).allMatch(gpu -> gpu.fault().isEmpty());
        SeenGpu second = seen.gpus().getLast();
        assertThat(second.index()).isEqualTo(1);
        assertThat(second.uuid()).isEqualTo(SECOND);
        assertThat(second.bus()).isEqualTo("0000:46:00.0");
        assertThat(second.model()).isEqualTo("NVIDIA A100-SXM4-40GB");
        assertThat(second.driver()).isEqualTo("535.154.05");
        assertThat(second.freeMib()).isEqualTo(512);
        assertThat(second.totalMib()).isEqualTo(40960);
    }

    @Test
    void errorsOfMemoryAreAFaultAndMemoryWithoutThatCountIsNone() {
        assertThat(NvidiaSmi.table(TABLE.replace("40960, 0", "40960, 3")).gpus())
                .allMatch(gpu -> gpu.fault().contains("3 uncorrectable memory errors"));
        assertThat(NvidiaSmi.table(TABLE.replace("40960, 0", "40960, [N/A]")).gpus())
                .hasSize(2)
                .allMatch(gpu -> gpu.fault().isEmpty());
        assertThat(NvidiaSmi.table(TABLE.replace("40960, 0", "40960, [Not Supported]")).gpus())
                .allMatch(gpu -> gpu.fault().isEmpty());
    }

    @Test
    void aFieldThatSaysSoIsAFault() {
        for (String word : new String[] {"[Unknown Error]", "[GPU is lost]", "ERR!"}) {
            assertThat(NvidiaSmi.table(TABLE.replace("512", word)).gpus().getLast().fault())
                    .contains(word.replaceAll("[\\[\\]]", ""));
        }
        assertThat(NvidiaSmi.table(TABLE.replace("512", "[Insufficient Permissions]")).gpus())
                .allMatch(gpu -> gpu.fault().isEmpty())
                .anyMatch(gpu -> gpu.freeMib() == -1);
    }

    @Test
    void thoseThatTheDriverCannotReachAreKnownByNumberOrAddress() {
        Inventory numbered =
                NvidiaSmi.table(
                        "Unable to determine the device handle for GPU3: 0000:5F:00.0: Unknown Error\n"
                                + TABLE);
        Inventory old =
                NvidiaSmi.table(
                        "Unable to determine the device handle for GPU 0000:25:00.0: GPU is lost."
                                + "  Reboot the system to recover this GPU\n");
        Inventory plain =
                NvidiaSmi.table(
                        """
                        Unable to determine the device handle for GPU0000:25:00.0: Unknown Error
                        Unable to determine the device handle for GPU2: Unknown Error
                        """);

        assertThat(numbered.gpus()).hasSize(2);
        assertThat(numbered.lost())
                .containsExactly(
                        new Inventory.LostGpu(
                                3, "0000:5f:00.0", "the driver cannot reach it: Unknown Error"));
        assertThat(old.lost())
                .singleElement()
                .satisfies(gpu -> {
                    assertThat(gpu.index()).isEqualTo(-1);
                    assertThat(gpu.bus()).isEqualTo("0000:25:00.0");
                    assertThat(gpu.why()).contains("GPU is lost");
                });
        assertThat(plain.lost()).extracting(Inventory.LostGpu::index).containsExactly(-1, 2);
        assertThat(plain.lost())
                .extracting(Inventory.LostGpu::bus)
                .containsExactly("0000:25:00.0", "");
    }

    @Test
    void otherLinesSayNothing() {
        assertThat(NvidiaSmi.table("No devices were found\n").silent()).isTrue();
        assertThat(
                        NvidiaSmi.table(
                                        "WARNING: infoROM is corrupted at gpu 0000:07:00.0\n"
                                                + TABLE)
                                .gpus())
                .hasSize(2);
    }

    @Test
    void aRowThatCouldNotBeRemappedIsAFaultAndOneThatWaitsIsNot() {
        Inventory seen = NvidiaSmi.table(TABLE);

        assertThat(NvidiaSmi.withRows(seen, FIRST + ", No, Yes\n" + SECOND + ", Yes, No\n").gpus())
                .extracting(gpu -> gpu.fault().contains("remapped"))
                .containsExactly(true, false);
        assertThat(
                        NvidiaSmi.withRows(seen, FIRST + ", 0, 1\n" + SECOND + ", [N/A], [N/A]\n")
                                .gpus())
                .extracting(gpu -> gpu.fault().contains("remapped"))
                .containsExactly(true, false);
    }

    @Test
    void partsAreListedBelowTheirGpu() {
        Inventory seen =
                NvidiaSmi.withParts(
                        NvidiaSmi.table(TABLE),
                        """
                        GPU 0: NVIDIA A100-SXM4-40GB (UUID: %s)
                        GPU 1: NVIDIA A100-SXM4-40GB (UUID: %s)
                          MIG 3g.20gb     Device  0: (UUID: %s)
                          MIG 1g.5gb      Device  1: (UUID: MIG-ffda444c-c706-57c6-98c9-67c441a0b109)
                        """
                                .formatted(FIRST, SECOND, PART));

        assertThat(seen.gpus().getFirst().parts()).isEmpty();
        assertThat(seen.gpus().getLast().parts()).hasSize(2).contains(PART);
        assertThat(seen.withPart(PART).orElseThrow().index()).isEqualTo(1);
    }

    @Test
    void onlyXidsOfTheDeviceAndOfThisTimeCount() {
        String log =
                """
                [  269.516977] NVRM: Xid (PCI:0000:3b:00): 79, pid=1, GPU has fallen off the bus.
                [ 5107.344336] NVRM: Xid (PCI:0000:07:00): 31, pid=2, name=python, MMU Fault
                [ 5108.000001] NVRM: Xid (PCI:0000:07:00): 13, pid=2, Graphics Exception
                [ 5200.100000] NVRM: Xid (PCI:0000:46:00): 79, pid='<unknown>', GPU has fallen off the bus.
                [ 5201.100000] NVRM: Xid (0000:C1:00): 48, An uncorrectable double bit error (DBE)
                [ 5202.100000] usb 1-1: new device
                """;

        assertThat(KernelLog.faults(log, 5000))
                .containsOnlyKeys("0000:46:00.0", "0000:c1:00.0")
                .containsEntry("0000:46:00.0", "the kernel's log has Xid 79 of it");
    }
}
