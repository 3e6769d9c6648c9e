package org.beamlet.catalog.xpcs.kernel.cuda;

/**
 * A GPU that this process sees.
 *
 * @param handle the driver's
 * @param name as its maker calls it
 * @param uuid tells it from others of its kind, as {@code nvidia-smi -L} prints it
 * @param capability of its processors: 80 for 8.0
 */
public record Gpu(int handle, String name, String uuid, int capability) {
    /** {@return name and UUID} */
    public String description() {
        return "%s (%s)".formatted(name, uuid);
    }
}
