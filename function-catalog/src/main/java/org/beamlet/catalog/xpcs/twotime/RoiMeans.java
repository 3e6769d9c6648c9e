package org.beamlet.catalog.xpcs.twotime;

import java.util.Arrays;
import java.util.List;

/**
 * Means over the pixels that were correlated, not levelled.
 *
 * @param labels of the static bins that have pixels
 * @param pixelMeans by place in the order of the {@link Roi}: mean over the frames, 0 elsewhere
 * @param staticMeans by static bin as in {@code labels}: mean over pixels and frames
 * @param segments the same over stretches of the series, by stretch, then static bin
 * @param intensity by frame: mean over all the pixels
 * @param darkFrames frames in which they have no light at all
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
public record RoiMeans(
        int[] labels,
        double[] pixelMeans,
        double[] staticMeans,
        double[][] segments,
        double[] intensity,
        int darkFrames) {
    /** A series is cut into so many stretches, or one for each frame if it has fewer. */
    static final int SEGMENTS = 10;

    static RoiMeans of(List<DynamicBin> bins, double[][] sums, double[] totals, int frames) {
        List<StaticSpan> spans = bins.stream().flatMap(bin -> bin.statics().stream()).toList();
        double[] intensity = new double[frames];
        int pixels = bins.stream().mapToInt(DynamicBin::count).sum();
        for (double[] own : sums) {
            for (int t = 0; t < frames; t++) {
                intensity[t] += own[t];
            }
        }
        Arrays.setAll(intensity, t -> intensity[t] / pixels);
        int count = Math.min(SEGMENTS, frames);
        double[][] segments = new double[count][];
        for (int index = 0; index < count; index++) {
            int from = index * (frames / count);
            int to = index == count - 1 ? frames : from + frames / count;
            segments[index] = means(spans, sums, from, to);
        }
        return new RoiMeans(
                spans.stream().mapToInt(StaticSpan::label).toArray(),
                Arrays.stream(totals).map(total -> total / frames).toArray(),
                means(spans, sums, 0, frames),
                segments,
                intensity,
                (int) Arrays.stream(intensity).filter(mean -> mean == 0).count());
    }

    private static double[] means(List<StaticSpan> spans, double[][] sums, int from, int to) {
        double[] means = new double[spans.size()];
        for (int s = 0; s < means.length; s++) {
            double sum = Arrays.stream(sums[s], from, to).sum();
            means[s] = sum / spans.get(s).count() / (to - from);
        }
        return means;
    }
}
