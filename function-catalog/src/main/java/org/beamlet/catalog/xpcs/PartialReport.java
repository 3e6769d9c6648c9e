package org.beamlet.catalog.xpcs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.beamlet.protocol.json.Json;

/** What is told of a series that goes on. */
final class PartialReport {
    /** More curves than these nobody compares on the way, and the report stays small. */
    private static final int MOST_BINS = 16;

    private static final MathContext DIGITS = new MathContext(6);

    private PartialReport() {}

    /**
     * {@return a report}
     *
     * @param state following, or ended: WHY
     * @param seen frames of the detector
     * @param rate of them a second, since the last report
     * @param before correlated frames at the last report
     * @param step seconds between correlated frames, if known
     */
    static ObjectNode of(
            String state, long seen, double rate, int before, PartialG2 g2, OptionalDouble step) {
        double[] intensity = g2.intensity();
        ObjectNode report = Json.NODES.objectNode();
        report.put("state", state);
        report.put("frames", seen);
        report.put("frames_per_s", rounded(rate));
        report.put("correlated", intensity.length);
        double mean = mean(intensity, 0);
        report.put("intensity", rounded(mean));
        double lately = before < intensity.length ? mean(intensity, before) : mean;
        report.put("intensity_lately", rounded(lately));
        report.put("intensity_spread", rounded(spread(intensity, mean)));
        report.put("delays_in", step.isPresent() ? "s" : "frames");
        ArrayNode delays = report.putArray("delays");
        g2.delays().forEach(delay -> delays.add(rounded(delay.frames() * step.orElse(1))));
        curves(report, g2);
        return report;
    }

    private static void curves(ObjectNode report, PartialG2 g2) {
        int[] shown = shown(g2.bins());
        ArrayNode labels = report.putArray("bins");
        ArrayNode contrast = report.putArray("contrast");
        ArrayNode curves = report.putArray("g2");
        double[][] values = g2.values();
        for (int bin : shown) {
            labels.add(bin + 1);
            ArrayNode curve = curves.addArray();
            for (double[] delay : values) {
                curve.add(rounded(delay[bin]));
            }
            contrast.add(values.length == 0 ? null : rounded(values[0][bin] - 1));
        }
    }

    /** {@return bins with pixels; of many some that are spread over all} */
    private static int[] shown(Bins bins) {
        int[] filled = IntStream.range(0, bins.dynamicBins()).filter(bins::hasPixels).toArray();
        int count = Math.min(MOST_BINS, filled.length);
        return IntStream.range(0, count)
                .map(index -> filled[(int) ((long) index * filled.length / count)])
                .toArray();
    }

    private static double mean(double[] values, int from) {
        return Arrays.stream(values, from, values.length).average().orElse(0);
    }

    /** The standard deviation of frames' means as a share of their mean. */
    private static double spread(double[] values, double mean) {
        double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
        return mean == 0 ? 0 : Math.sqrt(squares / Math.max(1, values.length - 1)) / mean;
    }

    private static double rounded(double value) {
        return Double.isFinite(value) ? new BigDecimal(value).round(DIGITS).doubleValue() : 0;
    }
}
