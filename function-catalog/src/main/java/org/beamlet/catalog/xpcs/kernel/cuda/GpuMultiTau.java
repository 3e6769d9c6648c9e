package org.beamlet.catalog.xpcs.kernel.cuda;

import java.util.ArrayList;
import java.util.List;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Multi-tau of as many pixels as the GPUs have room for; the others are left to the caller. */
public final class GpuMultiTau implements AutoCloseable {
    private static final String CODE = "multitau.ptx";

    /** Another task may take memory between the question and the answer. */
    private static final int TRIES = 3;

    private final Lanes lanes;
    private final List<GpuContext> contexts = new ArrayList<>();
    private final List<DevicePart> parts = new ArrayList<>();
    private final DevicePlan plan;
    private int frames;

    /**
     * Takes memory on the GPUs.
     *
     * @param pixels of a frame
     * @param levels from the lowest
     * @throws BeamletException with code DEVICE_UNAVAILABLE
     */
    public GpuMultiTau(Gpus gpus, int pixels, List<LevelLayout> levels, Lanes lanes) {
        this.lanes = lanes;
        DriverLibrary driver = gpus.driver();
        if (driver == null) {
            throw new IllegalArgumentException("there are no GPUs: " + gpus.availability());
        }
        this.plan = reserve(driver, gpus.list(), pixels, levels);
    }

    private DevicePlan reserve(
            DriverLibrary driver, List<Gpu> gpus, int pixels, List<LevelLayout> levels) {
        for (int attempt = 1; ; attempt++) {
            try {
                return allocate(driver, gpus, pixels, levels, 1.0 / attempt);
            } catch (BeamletException e) {
                close();
                if (attempt == TRIES) {
                    throw e;
                }
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }
    }

    private DevicePlan allocate(
            DriverLibrary driver,
            List<Gpu> gpus,
            int pixels,
            List<LevelLayout> levels,
            double share) {
        long[] free = new long[gpus.size()];
        for (int i = 0; i < free.length; i++) {
            GpuContext context = new GpuContext(driver, gpus.get(i), CODE);
            contexts.add(context);
            free[i] = (long) (context.freeBytes() * share);
        }
        DevicePlan made = DevicePlan.of(pixels, levels, free);
        if (made.parts().isEmpty()) {
            throw new BeamletException(
                    ErrorCode.DEVICE_UNAVAILABLE,
                    "the GPUs have %d bytes free, not enough for any pixel"
                            .formatted(java.util.Arrays.stream(free).sum()),
                    "let fewer tasks share a GPU, or use device cpu");
        }
        for (DevicePlan.Part part : made.parts()) {
            parts.add(new DevicePart(contexts.get(part.device()), part, made.rows(), levels));
        }
        return made;
    }

    /** {@return the first pixel that is not done here} */
    public int hostFrom() {
        return plan.hostFrom();
    }

    /** {@return name and UUID of each GPU that is used} */
    public List<String> devices() {
        return plan.parts().stream()
                .map(part -> contexts.get(part.device()).gpu().description())
                .toList();
    }

    /** Takes the next frames; what follows them on the GPUs goes on after this has returned. */
    public synchronized void push(float[][] rows, double[] scales, int first, int count) {
        for (int done = 0; done < count; done += plan.rows()) {
            int some = Math.min(plan.rows(), count - done);
            for (DevicePart part : parts) {
                part.push(rows, scales, first + done, some, frames, lanes);
            }
            frames += some;
        }
    }

    /** Means over the pairs at a lag of a level. */
    public synchronized void moments(
            int level, int lag, double[] product, double[] later, double[] earlier) {
        for (DevicePart part : parts) {
            part.moments(level, lag, frames >> level, product, later, earlier);
        }
    }

    /** {@return frames taken so far} */
    public synchronized int frames() {
        return frames;
    }

    public synchronized void rawTotals(double[] into) {
        parts.forEach(part -> part.rawTotals(into));
    }

    public synchronized void keptFrame(int level, int index, float[] into) {
        parts.forEach(part -> part.keptFrame(level, index, into));
    }

    @Override
    public synchronized void close() {
        contexts.forEach(GpuContext::close);
        contexts.clear();
        parts.clear();
    }
}
