package org.beamlet.testing.scaling;

import java.time.Duration;

/**
 * How it stood from a moment on.
 *
 * @param blocks that were asked for and have not ended
 * @param slots of node managers that are connected
 * @param waiting tasks that no node manager has
 * @param placed tasks that one has
 */
public record ScalingSample(Duration at, int blocks, int slots, int waiting, int placed) {
    boolean sameAs(ScalingSample other) {
        return blocks == other.blocks
                && slots == other.slots
                && waiting == other.waiting
                && placed == other.placed;
    }
}
