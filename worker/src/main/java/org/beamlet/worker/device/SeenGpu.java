package org.beamlet.worker.device;

import java.util.List;

/**
 * A GPU as nvidia-smi tells of it.
 *
 * @param bus its PCI address, as in /sys
 * @param freeMib memory that is free; -1 where it is not told
 * @param totalMib memory in all; -1 where it is not told
 * @param fault what is wrong with it; empty if nothing is known
 * @param parts UUIDs of its MIG devices
 */
record SeenGpu(
        int index,
        String uuid,
        String bus,
        String model,
        String driver,
        long freeMib,
        long totalMib,
        String fault,
        List<String> parts) {
    SeenGpu {
        parts = List.copyOf(parts);
    }

    SeenGpu withParts(List<String> its) {
        return new SeenGpu(index, uuid, bus, model, driver, freeMib, totalMib, fault, its);
    }

    SeenGpu withFault(String why) {
        return new SeenGpu(index, uuid, bus, model, driver, freeMib, totalMib, why, parts);
    }
}
