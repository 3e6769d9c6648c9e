package org.beamlet.catalog.xpcs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.beamlet.catalog.xpcs.fit.FitResults;
import org.beamlet.catalog.xpcs.kernel.Delay;
import org.beamlet.catalog.xpcs.plot.G2Plot;
import org.beamlet.catalog.xpcs.plot.Labels;
import org.beamlet.catalog.xpcs.plot.SaxsMaskPlot;
import org.beamlet.catalog.xpcs.plot.SaxsPlot;
import org.beamlet.catalog.xpcs.plot.StabilityPlot;
import org.beamlet.catalog.xpcs.plot.TwoTimeMap;
import org.beamlet.catalog.xpcs.plot.TwoTimePlot;

/**
 * The pictures of a correlation, as the portal of XPCS shows them.
 *
 * @param dataset what is written over them
 * @param dynamics places of the dynamic bins
 * @param statics places of the static bins
 * @param step seconds from one used frame to the next; without, delays are in frames
 */
record CorrelatePlots(
        String dataset, Qmap qmap, BinGrid dynamics, BinGrid statics, OptionalDouble step) {
    private Labels labels() {
        return new Labels(qmap.dynamics(), qmap.mask(), qmap.rows(), qmap.columns());
    }

    /** {@return the delays in the unit that is drawn} */
    double[] delays(Correlation result) {
        return result.delays().stream()
                .mapToInt(Delay::frames)
                .mapToDouble(frames -> frames * step.orElse(1))
                .toArray();
    }

    FitResults fit(Correlation result) {
        return FitResults.of(
                delays(result),
                step.isPresent(),
                result.g2().values(),
                result.g2().errors(),
                new FitResults.BinPlaces(dynamics.q(), dynamics.phi()));
    }

    /**
     * All pictures of a multi-tau correlation.
     *
     * @param image mean frame on the whole detector
     * @param filledStatics the static bins that the segments' curves are of, from 0
     * @param warnings gets a word where not all is drawn
     */
    List<PictureFiles.Named> multiTau(
            Correlation result,
            FitResults fits,
            float[] image,
            int[] filledStatics,
            List<String> warnings) {
        G2Figures g2 = new G2Figures(this, labels(), delays(result), result.g2(), fits);
        List<PictureFiles.Named> all = new ArrayList<>();
        all.add(
                new PictureFiles.Named(
                        "g2",
                        new G2Plot(
                                dataset + ": intensity correlation",
                                delayName(),
                                delays(result),
                                g2.all(qmap.dynamicBinNames(dynamics.q().length)))));
        all.add(
                new PictureFiles.Named(
                        "saxs",
                        new SaxsPlot(
                                dataset + ": mean scattering",
                                image,
                                qmap.rows(),
                                qmap.columns())));
        all.add(new PictureFiles.Named("saxs_mask", new SaxsMaskPlot(dataset, image, labels())));
        all.add(new PictureFiles.Named("stability", stability(result, filledStatics)));
        all.addAll(g2.rows(warnings));
        g2.tauQ().ifPresent(figure -> all.add(new PictureFiles.Named("fit", figure)));
        return all;
    }

    String delayName() {
        return step.isPresent() ? "delay (s)" : "delay (frames)";
    }

    /**
     * The pictures of two-time correlations, up to four in each.
     *
     * @param maps made one after another from the whole correlations, see {@link #twoTimeMap}
     */
    List<PictureFiles.Named> twoTime(List<TwoTimeMap> maps) {
        List<PictureFiles.Named> all = new ArrayList<>();
        for (int from = 0; from < maps.size(); from += TwoTimePlot.MOST) {
            List<TwoTimeMap> row =
                    maps.subList(from, Math.min(maps.size(), from + TwoTimePlot.MOST));
            all.add(
                    new PictureFiles.Named(
                            "c2_%04d".formatted(all.size()),
                            new TwoTimePlot(
                                    dataset + ": two-time correlation", labels(), row, step)));
        }
        return all;
    }

    /**
     * Brings a two-time correlation to the size of its picture, so that it need not be kept.
     *
     * @param label of the dynamic bin, from 1
     * @param frames its rows and columns
     * @param upper row by row, upper triangle with diagonal
     */
    TwoTimeMap twoTimeMap(int label, int frames, float[] upper) {
        return TwoTimeMap.of(
                label,
                qmap.dynamicBinNames(Math.max(label, dynamics.q().length)).get(label - 1),
                frames,
                upper);
    }

    private StabilityPlot stability(Correlation result, int[] filled) {
        Map<Double, List<Integer>> byQ = new TreeMap<>();
        for (int bin : filled) {
            double q = bin < statics.q().length ? statics.q()[bin] : Double.NaN;
            byQ.computeIfAbsent(q, _ -> new ArrayList<>()).add(bin);
        }
        boolean known = !byQ.isEmpty() && byQ.keySet().stream().allMatch(q -> q > 0);
        List<List<Integer>> points =
                known
                        ? List.copyOf(byQ.values())
                        : Arrays.stream(filled).mapToObj(List::of).toList();
        double[][] curves = new double[result.segments().length][points.size()];
        double scale = segmentScale(result);
        for (int segment = 0; segment < curves.length; segment++) {
            double[] means = result.segments()[segment];
            for (int point = 0; point < points.size(); point++) {
                curves[segment][point] =
                        scale
                                * points.get(point).stream()
                                        .mapToDouble(bin -> means[bin])
                                        .average()
                                        .orElse(Double.NaN);
            }
        }
        double[] q =
                known
                        ? byQ.keySet().stream().mapToDouble(Double::doubleValue).toArray()
                        : new double[0];
        return new StabilityPlot(
                dataset + ": stability", q, statics.qName(), curves, result.intensity(), step);
    }

    /** Segments are stored as shares of the whole series' mean; drawn, they are means. */
    private static double segmentScale(Correlation result) {
        int frames = result.intensity().length;
        int length = 1;
        while (frames / length > Math.max(1, result.segments().length)) {
            length *= 2;
        }
        return frames / (double) length;
    }
}
