package org.beamlet.catalog.xpcs.kernel.cuda;

import java.lang.foreign.MemorySegment;

/**
 * Where a level's rows lie on a device.
 *
 * @param kept 0 if no frames are kept
 */
record LevelState(
        LevelLayout layout, long history, long products, long heads, long total, long kept) {
    LevelState(GpuContext context, LevelLayout layout, int stride, MemorySegment stream) {
        this(
                layout,
                context.allocate((long) LevelLayout.HISTORY * stride * Float.BYTES, stream),
                context.allocate(lagBytes(layout, stride), stream),
                context.allocate(lagBytes(layout, stride), stream),
                context.allocate((long) stride * Double.BYTES, stream),
                layout.keptFrames() == 0
                        ? 0
                        : context.allocate(
                                (long) layout.keptFrames() * stride * Float.BYTES, stream));
    }

    /** At least a row: a level without lags exists as well. */
    private static long lagBytes(LevelLayout layout, int stride) {
        return (long) Math.max(1, layout.lags()) * stride * Double.BYTES;
    }
}
