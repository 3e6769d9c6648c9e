package org.beamlet.catalog.xpcs.kernel.device;

/** What was found when a device was looked for; looking never fails. */
public sealed interface Availability {
    /**
     * It can be used.
     *
     * @param what names it, such as {@code NVIDIA H200 (GPU-1c2b…)}
     */
    record Usable(String what) implements Availability {}

    /**
     * It cannot.
     *
     * @param reason why not
     * @param remedy what would have to be done
     */
    record Unusable(String reason, String remedy) implements Availability {}
}
