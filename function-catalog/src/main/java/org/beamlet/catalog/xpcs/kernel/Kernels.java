package org.beamlet.catalog.xpcs.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.cuda.GpuTwoTime;
import org.beamlet.catalog.xpcs.kernel.cuda.Gpus;
import org.beamlet.catalog.xpcs.kernel.device.Availability;
import org.beamlet.catalog.xpcs.kernel.device.Device;
import org.beamlet.catalog.xpcs.kernel.device.Precision;
import org.beamlet.catalog.xpcs.kernel.scalar.RowLoops;
import org.beamlet.catalog.xpcs.kernel.scalar.ScalarRows;
import org.beamlet.catalog.xpcs.kernel.simd.Simd;
import org.beamlet.catalog.xpcs.twotime.GpuTwoTimeMaps;
import org.beamlet.catalog.xpcs.twotime.TwoTimeLoops;
import org.beamlet.catalog.xpcs.twotime.TwoTimeMap;
import org.beamlet.catalog.xpcs.twotime.TwoTimeMaps;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Makes kernels for the device and the precision that were asked for.
 *
 * <p>Which that are is said by {@link #used()}, and why no better one by {@link #notes()}. What was
 * made ends with this.
 */
public final class Kernels implements AutoCloseable {
    /** Below this many intensities, starting a GPU takes longer than the CPU needs for all. */
    static final long LEAST_FOR_GPU = 1L << 28;

    private final Device device;
    private final Precision precision;
    private final Lanes lanes;
    private final Gpus gpus;
    private final Availability simd;
    private final List<String> notes = new ArrayList<>();
    private final List<Runnable> open = new ArrayList<>();
    private @Nullable String multiTauOn;
    private @Nullable String twoTimeOn;

    private Kernels(Device device, Precision precision, Lanes lanes, Gpus gpus, Availability simd) {
        this.device = device;
        this.precision = precision;
        this.lanes = lanes;
        this.gpus = gpus;
        this.simd = simd;
    }

    /**
     * Looks for what there is.
     *
     * @throws BeamletException with code DEVICE_UNAVAILABLE if a GPU is asked for and there is
     *     none, ARGUMENTS_INVALID if a precision is asked for that GPUs do not compute
     */
    public static Kernels of(Device device, Precision precision, Lanes lanes) {
        Gpus gpus = device == Device.CPU ? notAsked() : Gpus.find();
        return of(device, precision, lanes, gpus, Simd.probe());
    }

    /** The same with what was found. */
    static Kernels of(
            Device device, Precision precision, Lanes lanes, Gpus gpus, Availability simd) {
        if (device == Device.GPU && precision != Precision.FLOAT32) {
            throw new BeamletException(
                    ErrorCode.ARGUMENTS_INVALID,
                    "precision %s is not computed on GPUs".formatted(precision.argument()),
                    "use device auto or cpu with it, or precision float32");
        }
        if (device == Device.GPU && gpus.availability() instanceof Availability.Unusable no) {
            throw new BeamletException(
                    ErrorCode.DEVICE_UNAVAILABLE,
                    no.reason(),
                    no.remedy() + ", or use device auto or cpu");
        }
        return new Kernels(device, precision, lanes, gpus, simd);
    }

    /** Kernels on the CPU in single precision. */
    public static Kernels ofCpu(Lanes lanes) {
        return of(Device.CPU, Precision.FLOAT32, lanes);
    }

    private static Gpus notAsked() {
        return new Gpus(
                new Availability.Unusable("device cpu was asked for", "use device auto"),
                List.of(),
                null);
    }

    /** {@return a kernel for a series} */
    public MultiTauKernel multiTau(MultiTauShape shape) {
        if (precision != Precision.FLOAT32) {
            multiTauOn = "cpu: %s, %s".formatted(precision.argument(), threads());
            return new WideMultiTauKernel(shape, precision == Precision.COMPAT, lanes);
        }
        if (device == Device.GPU) {
            return onGpu(shape);
        }
        if (device == Device.AUTO
                && worthAGpu((long) shape.pixels() * shape.frames() >= LEAST_FOR_GPU)) {
            try {
                return onGpu(shape);
            } catch (BeamletException e) {
                notes.add("no GPU was used: " + e.getMessage());
            }
        }
        multiTauOn = cpu();
        return new TiledMultiTauKernel(shape, 0, lanes, loops());
    }

    /**
     * {@return a kernel on the CPU, in single precision, for a series whose length is not known}
     */
    public GrowingMultiTauKernel growing(int pixels) {
        multiTauOn = cpu();
        if (gpus.availability() instanceof Availability.Usable) {
            notes.add("no GPU was used: what is followed is correlated on the CPU");
        }
        return new GrowingMultiTauKernel(pixels, lanes, loops());
    }

    /** {@return whether a GPU is taken for work that is large enough, or is not} */
    private boolean worthAGpu(boolean large) {
        switch (gpus.availability()) {
            case Availability.Unusable no -> notes.add("no GPU was used: " + no.reason());
            case Availability.Usable _ -> {
                if (large) {
                    return true;
                }
                notes.add("no GPU was used: the series is too short for it to be worth while");
            }
        }
        return false;
    }

    private MultiTauKernel onGpu(MultiTauShape shape) {
        CudaMultiTauKernel kernel = new CudaMultiTauKernel(shape, gpus, lanes, loops());
        open.add(kernel::close);
        multiTauOn = kernel.describe();
        return kernel;
    }

    private Supplier<RowLoops> loops() {
        return switch (simd) {
            case Availability.Usable _ -> Simd::loops;
            case Availability.Unusable _ -> ScalarRows::new;
        };
    }

    /**
     * {@return what computes two-time maps}
     *
     * <p>Kernels that were made before give their GPU's memory back: all that is wanted of them has
     * been fetched by now.
     */
    public TwoTimeMaps twoTime(TwoTimeWork work) {
        close();
        if (device == Device.GPU) {
            return onGpu(work);
        }
        if (device == Device.AUTO && worthAGpu(work.worthAGpu(lanes.count()))) {
            try {
                return onGpu(work);
            } catch (BeamletException e) {
                notes.add("no GPU was used: " + e.getMessage());
            }
        }
        twoTimeOn = cpu();
        return new TwoTimeMap(work.frames(), twoTimeLoops(), lanes);
    }

    private TwoTimeMaps onGpu(TwoTimeWork work) {
        GpuTwoTime gpu = new GpuTwoTime(gpus, work.frames(), work.largestBin(), lanes);
        open.add(gpu::close);
        twoTimeOn = "gpu: " + String.join(", ", gpu.devices());
        return new GpuTwoTimeMaps(gpu, work.frames(), lanes);
    }

    /** {@return what makes the loops of two-time} */
    public TwoTimeLoops twoTimeLoops() {
        return switch (simd) {
            case Availability.Usable _ -> Simd.twoTimeLoops();
            case Availability.Unusable _ -> TwoTimeLoops.plain();
        };
    }

    private String cpu() {
        return switch (simd) {
            case Availability.Usable yes -> "cpu: %s, %s".formatted(yes.what(), threads());
            case Availability.Unusable _ -> "cpu: plain loops, " + threads();
        };
    }

    private String threads() {
        return lanes.count() == 1 ? "1 thread" : lanes.count() + " threads";
    }

    /** {@return what is computed on: if multi-tau and two-time differ, of both} */
    public String used() {
        String two = twoTimeOn;
        String multi = multiTauOn;
        if (multi == null || multi.equals(two)) {
            return two == null ? cpu() : two;
        }
        return two == null ? multi : "%s; two-time on %s".formatted(multi, two);
    }

    /** {@return why it does not run on something better} */
    public List<String> notes() {
        // Multi-tau and two-time may each have found the same.
        List<String> all = new ArrayList<>(notes.stream().distinct().toList());
        if (simd instanceof Availability.Unusable no) {
            all.add("no vectors were used: " + no.reason());
        }
        return all;
    }

    @Override
    public void close() {
        open.forEach(Runnable::run);
        open.clear();
    }
}
