package org.beamlet.catalog.xpcs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.beamlet.catalog.xpcs.kernel.Delay;
import org.beamlet.catalog.xpcs.plot.G2Plot;
import org.beamlet.catalog.xpcs.plot.SaxsPlot;

/** The two pictures of a correlation. */
final class CorrelatePlots {
    private final String dataset;
    private final Qmap qmap;
    private final Correlation result;

    CorrelatePlots(String dataset, Qmap qmap, Correlation result) {
        this.dataset = dataset;
        this.qmap = qmap;
        this.result = result;
    }

    /**
     * Draws g2.
     *
     * @param step seconds from one used frame to the next; without, delays are in frames
     */
    void writeG2(Path file, OptionalDouble step) throws IOException {
        double unit = step.orElse(1);
        double[] delays =
                result.delays().stream()
                        .mapToInt(Delay::frames)
                        .mapToDouble(f -> f * unit)
                        .toArray();
        String label = step.isPresent() ? "delay (s)" : "delay (frames)";
        double[][] values = result.g2().values();
        List<String> names = qmap.dynamicBinNames(values[0].length);
        List<G2Plot.Curve> curves = new ArrayList<>();
        for (int bin = 0; bin < names.size(); bin++) {
            curves.add(
                    new G2Plot.Curve(
                            names.get(bin),
                            column(values, bin),
                            column(result.g2().errors(), bin)));
        }
        new G2Plot(dataset + ": intensity correlation", label, delays, curves).write(file);
    }

    private static double[] column(double[][] rows, int column) {
        double[] values = new double[rows.length];
        for (int row = 0; row < values.length; row++) {
            values[row] = rows[row][column];
        }
        return values;
    }

    void writeSaxs(Path file, float[] image) throws IOException {
        new SaxsPlot(dataset + ": mean scattering", image, qmap.rows(), qmap.columns()).write(file);
    }
}
