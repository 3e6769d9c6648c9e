package org.beamlet.catalog.xpcs.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;

/** Figures of made-up measurements, ordinary and awkward. */
final class SampleFigures {
    static final int ROWS = 120;
    static final int COLUMNS = 160;

    private static final Map<String, Figure> ALL = make();

    private SampleFigures() {}

    static Map<String, Figure> all() {
        return ALL;
    }

    private static Map<String, Figure> make() {
        Map<String, Figure> all = new LinkedHashMap<>();
        Labels rings = rings(12, 1);
        all.put(
                "saxs",
                new SaxsPlot("rings: mean scattering", image(ROWS, COLUMNS), ROWS, COLUMNS));
        all.put("saxs_dark", new SaxsPlot("no light", new float[200], 10, 20));
        all.put("saxs_mask", new SaxsMaskPlot("rings", image(ROWS, COLUMNS), rings));
        all.put("saxs_mask_40", new SaxsMaskPlot("rings", image(ROWS, COLUMNS), rings(40, 1)));
        all.put("saxs_mask_none", new SaxsMaskPlot("nothing", new float[200], nothing()));
        all.put("stability", stability(40_000, 14));
        all.put("stability_short", stability(9, 1));
        all.put("g2", new G2Plot("rings", "delay (s)", delays(), curves(12)));
        all.put("g2_40", new G2Plot("rings", "delay (s)", delays(), curves(40)));
        all.put("g2_row", row(4, 1, 12));
        all.put("g2_row_one", row(1, 1, 1));
        all.put("g2_row_phi", row(4, 6, 4));
        all.put("g2_row_phi_many", row(2, 24, 2));
        all.put("g2_row_empty", emptyRow());
        all.put("c2_row", twoTime(2000, 4));
        all.put("c2_one", twoTime(50, 1));
        all.put("c2_holes", twoTimeHoles());
        all.put("fit", fits(1, 9));
        all.put("fit_phi", fits(5, 6));
        all.put("fit_one", fits(1, 1));
        return all;
    }

    static Labels nothing() {
        return new Labels(new int[200], new boolean[200], 10, 20);
    }

    /** Rings about a corner, each cut into sectors. */
    static Labels rings(int rings, int sectors) {
        int[] bins = new int[ROWS * COLUMNS];
        boolean[] good = new boolean[bins.length];
        for (int p = 0; p < bins.length; p++) {
            double y = p / COLUMNS - 60;
            double x = p % COLUMNS - 70;
            double radius = Math.hypot(x, y);
            int ring = (int) ((radius - 8) / 52 * rings);
            int sector = (int) ((Math.atan2(y, x) + Math.PI) / (2 * Math.PI + 1e-9) * sectors);
            good[p] = radius >= 6 && radius < 62 && x != 3;
            bins[p] = radius >= 8 && ring < rings ? ring * sectors + sector + 1 : 0;
        }
        return new Labels(bins, good, ROWS, COLUMNS);
    }

    static float[] image(int rows, int columns) {
        Random random = new Random(1);
        float[] image = new float[rows * columns];
        for (int p = 0; p < image.length; p++) {
            double radius = Math.hypot(p / columns - 60, p % columns - 70);
            image[p] =
                    (float)
                            (3e3
                                    / (10 + Math.pow(radius, 2.2))
                                    * (0.8 + 0.4 * random.nextDouble()));
        }
        return image;
    }

    static double[] delays() {
        double[] delays = new double[40];
        Arrays.setAll(delays, i -> 1e-4 * Math.pow(1.28, i));
        return delays;
    }

    static Curve curve(int bin, String name, double tau) {
        Random random = new Random(bin);
        double[] delays = delays();
        double[] values = new double[delays.length];
        double[] errors = new double[delays.length];
        double[] fit = new double[delays.length];
        for (int i = 0; i < delays.length; i++) {
            errors[i] = 0.002 + 0.012 * i / delays.length;
            fit[i] = 1 + 0.2 * Math.exp(-2 * delays[i] / tau);
            values[i] = fit[i] + errors[i] * random.nextGaussian();
        }
        errors[errors.length - 1] = 0;
        return new Curve(
                bin,
                name,
                values,
                errors,
                new Curve.Line(delays, fit),
                "τ₀ = %s s\nγ = 1.02 ± 0.03\nβ = 0.201 ± 0.004"
                        .formatted(NumberText.withError(tau, tau / 30)));
    }

    static List<Curve> curves(int count) {
        List<Curve> curves = new ArrayList<>();
        for (int bin = 1; bin <= count; bin++) {
            curves.add(curve(bin, "q = 0.00%d Å⁻¹".formatted(1000 + bin * 100), 0.5 / bin));
        }
        return curves;
    }

    private static Figure row(int panels, int sectors, int rings) {
        List<G2RowPlot.Shown> shown = new ArrayList<>();
        for (int panel = 0; panel < panels; panel++) {
            List<Curve> curves = new ArrayList<>();
            for (int sector = 0; sector < sectors; sector++) {
                curves.add(
                        curve(
                                panel * sectors + sector + 1,
                                "φ = %d°".formatted(sector * 360 / sectors),
                                0.1 / (1 + panel) * (1 + 2.0 * sector / sectors)));
            }
            shown.add(new G2RowPlot.Shown("q = 0.00%d Å⁻¹".formatted(21 + panel), curves));
        }
        return new G2RowPlot(
                "a long name of a sample_att03_Lq0_001_0001-2000: intensity correlation",
                "delay (s)",
                delays(),
                rings(rings, sectors),
                shown);
    }

    private static Figure emptyRow() {
        double[] none = new double[delays().length];
        Arrays.fill(none, Double.NaN);
        Curve empty = new Curve(1, "bin 1", none, none, Curve.Line.NONE, "the bin is empty");
        return new G2RowPlot(
                "empty",
                "delay (frames)",
                delays(),
                nothing(),
                List.of(new G2RowPlot.Shown("bin 1", List.of(empty))));
    }

    static StabilityPlot stability(int frames, int segments) {
        Random random = new Random(3);
        double[] q = new double[60];
        double[][] curves = new double[segments][q.length];
        for (int i = 0; i < q.length; i++) {
            q[i] = 0.002 + 0.0007 * i;
            for (int s = 0; s < segments; s++) {
                curves[s][i] = 4e-6 * Math.pow(q[i], -2.4) * (1 + 0.03 * s);
            }
        }
        double[] intensity = new double[frames];
        for (int t = 0; t < frames; t++) {
            intensity[t] = 0.3 + 0.02 * random.nextGaussian() + 0.05 * t / frames;
        }
        return new StabilityPlot(
                "a series: stability", q, "q (Å⁻¹)", curves, intensity, OptionalDouble.of(0.01));
    }

    /** Dynamics that slow down with age. */
    static float[] ageing(int frames, double tau) {
        Random random = new Random(frames);
        float[] c2 = new float[frames * frames];
        for (int t1 = 0; t1 < frames; t1++) {
            for (int t2 = t1; t2 < frames; t2++) {
                double age = (t1 + t2) / 2.0 / frames;
                double decay = Math.exp(-2 * (t2 - t1) / (tau * frames * (0.1 + age)));
                c2[t1 * frames + t2] =
                        (float) (1 + 0.25 * decay + 0.07 * (random.nextFloat() - 0.5))
                                + (t1 == t2 ? 0.8f : 0);
            }
        }
        return c2;
    }

    private static Figure twoTime(int frames, int maps) {
        List<TwoTimeDots> all = new ArrayList<>();
        for (int n = 0; n < maps; n++) {
            all.add(
                    TwoTimeDots.of(
                            n + 1,
                            "q = 0.00%d Å⁻¹".formatted(21 + n),
                            frames,
                            ageing(frames, 0.4 / (n + 1))));
        }
        return new TwoTimePlot(
                "a series: two-time correlation", rings(12, 1), all, OptionalDouble.of(0.05));
    }

    private static Figure twoTimeHoles() {
        float[] holes = new float[64];
        Arrays.fill(holes, Float.NaN);
        float[] constant = new float[64];
        Arrays.fill(constant, 1);
        return new TwoTimePlot(
                "holes",
                nothing(),
                List.of(
                        TwoTimeDots.of(1, "no number", 8, holes),
                        TwoTimeDots.of(2, "constant", 8, constant)),
                OptionalDouble.empty());
    }

    private static Figure fits(int sectors, int count) {
        Random random = new Random(8);
        List<TauQPlot.Sector> all = new ArrayList<>();
        for (int s = 0; s < sectors; s++) {
            double[][] table = new double[7][count];
            for (int i = 0; i < count; i++) {
                double q = 0.003 * Math.pow(1.22, i);
                double tau = 1 / (300 * (1 + s) * q * q) * Math.exp(0.06 * random.nextGaussian());
                double[] row = {
                    q, tau, 0.06 * tau, 0.2 - 0.01 * i, 0.01, 1 + 0.05 * random.nextGaussian(), 0.05
                };
                for (int c = 0; c < row.length; c++) {
                    table[c][i] = row[c];
                }
            }
            double[] x = {0.003 / 1.05, 0.003 * Math.pow(1.22, count - 1) * 1.05};
            double[] y = {1 / (300 * (1 + s) * x[0] * x[0]), 1 / (300 * (1 + s) * x[1] * x[1])};
            all.add(
                    new TauQPlot.Sector(
                            sectors == 1 ? "" : "φ = %d°".formatted(s * 72),
                            table[0],
                            table[1],
                            table[2],
                            table[3],
                            table[4],
                            table[5],
                            table[6],
                            count == 1 ? Curve.Line.NONE : new Curve.Line(x, y),
                            count == 1 ? "" : "n = 2.01 ± 0.04"));
        }
        return new TauQPlot("a series: stretched exponential", "q (Å⁻¹)", "τ₀ (s)", all);
    }
}
