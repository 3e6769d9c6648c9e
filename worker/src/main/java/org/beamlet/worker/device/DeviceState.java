package org.beamlet.worker.device;

/**
 * A device, or several that a worker has together, as it was last seen.
 *
 * @param name as workers get it
 * @param uuid empty where nobody tells
 * @param model empty where nobody tells
 * @param driver its release; empty where nobody tells
 * @param freeMib memory that was free; -1 where nobody tells
 * @param totalMib memory in all; -1 where nobody tells
 * @param fault why it gets no tasks; empty where it does
 */
public record DeviceState(
        String name,
        String uuid,
        String model,
        String driver,
        long freeMib,
        long totalMib,
        String fault) {
    /** One of which nothing is known. */
    static DeviceState unknown(String name) {
        return new DeviceState(name, "", "", "", -1, -1, "");
    }

    DeviceState withFault(String why) {
        return new DeviceState(name, uuid, model, driver, freeMib, totalMib, why);
    }
}
