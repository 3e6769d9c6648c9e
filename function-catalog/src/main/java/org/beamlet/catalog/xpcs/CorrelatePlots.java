package org.beamlet.catalog.xpcs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.beamlet.catalog.xpcs.fit.FitResults;
import org.beamlet.catalog.xpcs.kernel.Delay;
import org.beamlet.catalog.xpcs.plot.G2Plot;
import org.beamlet.catalog.xpcs.plot.Labels;
import org.beamlet.catalog.xpcs.plot.SaxsMaskPlot;
import org.beamlet.catalog.xpcs.plot.SaxsPlot;
import org.beamlet.catalog.xpcs.plot.StabilityPlot;
import org.beamlet.catalog.xpcs.plot.TwoTimeDots;
import org.beamlet.catalog.xpcs.plot.TwoTimePlot;
import org.beamlet.catalog.xpcs.plot.TwoTimeShrinker;

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
     * The pictures of where the light was.
     *
     * @param image mean frame on the whole detector
     * @param filled the static bins that the segments' curves are of, from 0
     * @param segments mean of each of these bins, by stretch of the series
     * @param intensity mean of each frame
     */
    List<PictureFiles.Named> scattering(
            float[] image, int[] filled, double[][] segments, double[] intensity) {
        return List.of(
                new PictureFiles.Named(
                        "saxs",
                        new SaxsPlot(
                                dataset + ": mean scattering", image, qmap.rows(), qmap.columns())),
                new PictureFiles.Named("saxs_mask", new SaxsMaskPlot(dataset, image, labels())),
                new PictureFiles.Named("stability", stability(filled, segments, intensity)));
    }

    /**
     * The pictures of a multi-tau correlation.
     *
     * @param warnings gets a word where not all is drawn
     */
    List<PictureFiles.Named> multiTau(Correlation result, FitResults fits, List<String> warnings) {
        G2Figures g2 = new G2Figures(this, labels(), delays(result), result.g2(), fits);
        List<PictureFiles.Named> all = new ArrayList<>();
        all.add(
                new PictureFiles.Named(
                        "g2",
                        new G2Plot(
                                dataset + ": intensity correlation",
                                delayName(),
                                delays(result),
                                g2.all())));
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
     * @param maps made one after another from the whole correlations, see {@link #shrinker}
     */
    List<PictureFiles.Named> twoTime(List<TwoTimeDots> maps) {
        List<PictureFiles.Named> all = new ArrayList<>();
        for (int from = 0; from < maps.size(); from += TwoTimePlot.MOST) {
            List<TwoTimeDots> row =
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
     * Takes the rows of a two-time correlation and keeps what its picture needs.
     *
     * @param label of the dynamic bin, from 1
     * @param frames its rows and columns
     */
    TwoTimeShrinker shrinker(int label, int frames) {
        return new TwoTimeShrinker(label, dynamics.name(label - 1), frames);
    }

    private StabilityPlot stability(int[] filled, double[][] segments, double[] intensity) {
        Map<Double, List<Integer>> byQ = new TreeMap<>();
        for (int index = 0; index < filled.length; index++) {
            int bin = filled[index];
            double q = bin < statics.q().length ? statics.q()[bin] : Double.NaN;
            byQ.computeIfAbsent(q, _ -> new ArrayList<>()).add(index);
        }
        boolean known = !byQ.isEmpty() && byQ.keySet().stream().allMatch(q -> q > 0);
        List<List<Integer>> points =
                known
                        ? List.copyOf(byQ.values())
                        : IntStream.range(0, filled.length).mapToObj(List::of).toList();
        double[][] curves = new double[segments.length][points.size()];
        for (int segment = 0; segment < curves.length; segment++) {
            double[] means = segments[segment];
            for (int point = 0; point < points.size(); point++) {
                curves[segment][point] =
                        points.get(point).stream()
                                .mapToDouble(index -> means[index])
                                .average()
                                .orElse(Double.NaN);
            }
        }
        double[] q =
                known
                        ? byQ.keySet().stream().mapToDouble(Double::doubleValue).toArray()
                        : new double[0];
        return new StabilityPlot(
                dataset + ": stability", q, statics.qName(), curves, intensity, step);
    }

    /**
     * Segments of multi-tau are stored as shares of the whole series' mean; drawn, they are means.
     *
     * @param stored by stretch, then static bin
     */
    static double[][] segmentMeans(double[][] stored, int frames) {
        int length = 1;
        while (frames / length > Math.max(1, stored.length)) {
            length *= 2;
        }
        double scale = frames / (double) length;
        return Arrays.stream(stored)
                .map(row -> Arrays.stream(row).map(value -> value * scale).toArray())
                .toArray(double[][]::new);
    }
}
