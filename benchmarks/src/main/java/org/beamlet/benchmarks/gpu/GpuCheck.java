package org.beamlet.benchmarks.gpu;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.cuda.Gpus;
import org.beamlet.catalog.xpcs.kernel.device.Availability;
import org.beamlet.catalog.xpcs.kernel.device.Device;
import org.beamlet.protocol.json.Json;

/**
 * Holds the CUDA kernels against exact arithmetic and times them, beside the CPU's.
 *
 * <p>Prints one JSON object: {@code usable}, the worst relative error of multi-tau and, in {@code
 * two_time}, of two-time, and how fast frames that lie in memory go. Exits with 1 if a number is
 * wrong. {@code --quick} times nothing.
 */
public final class GpuCheck {
    private static final int[] PIXELS = {1, 7, 255, 256, 257, 1000, 100_003};
    private static final int[] FRAMES = {5, 7, 16, 301, 1030};
    private static final int[] TIMED_SIDES = {512, 1024, 2048};
    private static final int[] TIMED_FRAMES = {2000, 5000};

    /** Rounding of 64 products in single precision; all else is double. */
    private static final double MOST = 3e-6;

    private GpuCheck() {}

    public static void main(String[] arguments) {
        ObjectNode report = Json.NODES.objectNode();
        report.put("name", "gpu-check");
        boolean right = true;
        try (Lanes lanes = Lanes.ofThisMachine()) {
            switch (Gpus.find().availability()) {
                case Availability.Unusable no -> {
                    report.put("usable", false);
                    report.put("reason", no.reason());
                    report.put("remedy", no.remedy());
                }
                case Availability.Usable yes -> {
                    report.put("usable", true);
                    report.put("gpus", yes.what());
                    ObjectNode twoTime = report.putObject("two_time");
                    // Both, whatever the first says: who has a GPU for an hour wants to know all.
                    right = correct(report, lanes);
                    right &=
                            TwoTimeComparison.correct(twoTime, report.path("seed").asLong(), lanes);
                    if (right && !(arguments.length > 0 && arguments[0].equals("--quick"))) {
                        time(report.putArray("rates"), lanes);
                        timeTwoTime(twoTime.putArray("rates"), lanes);
                    }
                }
            }
        }
        System.out.println(report);
        System.exit(right ? 0 : 1);
    }

    private static boolean correct(ObjectNode report, Lanes lanes) {
        long seed = System.nanoTime();
        report.put("seed", seed);
        double worst = 0;
        for (int pixels : PIXELS) {
            for (int frames : FRAMES) {
                double error = Comparison.worstError(pixels, frames, seed++, lanes);
                System.err.printf("%7d pixels %5d frames: %.2e%n", pixels, frames, error);
                // Not max(): a NaN must stay.
                worst = error > worst || Double.isNaN(error) ? error : worst;
            }
        }
        report.put("worst_relative_error", worst);
        report.put("allowed", MOST);
        boolean right = worst <= MOST;
        report.put("correct", right);
        return right;
    }

    private static void time(ArrayNode rates, Lanes lanes) {
        for (int side : TIMED_SIDES) {
            for (Device device : new Device[] {Device.GPU, Device.CPU}) {
                ObjectNode rate = rates.addObject();
                rate.put("pixels", side * side);
                new Rate(side * side, device).measure(rate, lanes);
                System.err.println(rate);
            }
        }
    }

    private static void timeTwoTime(ArrayNode rates, Lanes lanes) {
        for (int frames : TIMED_FRAMES) {
            TwoTimeRate rate = new TwoTimeRate(frames, lanes);
            for (Device device : new Device[] {Device.GPU, Device.CPU}) {
                ObjectNode entry = rates.addObject();
                rate.measure(device, entry, lanes);
                System.err.println(entry);
            }
        }
    }
}
