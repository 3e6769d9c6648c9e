package org.beamlet.catalog.xpcs.fit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The fits of all bins of a series, with both models.
 *
 * @param bins what the bins stand for
 * @param seconds whether delays and time constants are in seconds, else in frames
 * @param fits of each model, by bin
 */
public record FitResults(BinPlaces bins, boolean seconds, Map<DecayModel, List<DecayFit>> fits) {
    /**
     * Where each bin lies.
     *
     * @param q of each bin; NaN where it is unknown
     * @param phi its direction in degrees; NaN where bins are not divided by direction
     */
    @SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
    public record BinPlaces(double[] q, double[] phi) {}

    /**
     * The bins of one direction.
     *
     * @param phi in degrees; NaN where bins are not divided by direction
     * @param bins from 0, those with a known q
     */
    public record Sector(double phi, List<Integer> bins, PowerLaw law) {
        public Sector {
            bins = List.copyOf(bins);
        }
    }

    public FitResults {
        fits = Map.copyOf(fits);
    }

    /**
     * Fits all bins.
     *
     * @param delays in seconds or frames
     * @param values g2 by delay, then bin
     * @param errors likewise
     */
    public static FitResults of(
            double[] delays,
            boolean seconds,
            double[][] values,
            double[][] errors,
            BinPlaces bins) {
        Map<DecayModel, List<DecayFit>> fits = new EnumMap<>(DecayModel.class);
        for (DecayModel model : DecayModel.values()) {
            DecayFitter fitter = new DecayFitter(FitOptions.of(model));
            List<DecayFit> all = new ArrayList<>();
            for (int bin = 0; bin < bins.q().length; bin++) {
                all.add(fitter.fit(delays, column(values, bin), column(errors, bin)));
            }
            fits.put(model, List.copyOf(all));
        }
        return new FitResults(bins, seconds, fits);
    }

    /** {@return one bin's values} */
    public static double[] column(double[][] rows, int column) {
        double[] values = new double[rows.length];
        for (int row = 0; row < values.length; row++) {
            values[row] = rows[row][column];
        }
        return values;
    }

    public List<DecayFit> of(DecayModel model) {
        return fits.getOrDefault(model, List.of());
    }

    /** {@return how many bins a model fits} */
    public int fitted(DecayModel model) {
        return (int) of(model).stream().filter(DecayFit.Fitted.class::isInstance).count();
    }

    /** {@return the model that is shown: the stretched one unless it fits fewer bins} */
    public DecayModel shown() {
        return fitted(DecayModel.STRETCHED) >= fitted(DecayModel.SINGLE)
                ? DecayModel.STRETCHED
                : DecayModel.SINGLE;
    }

    public String tauUnit() {
        return seconds ? "s" : "frame";
    }

    /** {@return the law of each direction; none where no bin has a q} */
    public List<Sector> sectors(DecayModel model) {
        Map<Double, List<Integer>> directions = new TreeMap<>();
        for (int bin = 0; bin < bins.q().length; bin++) {
            if (!Double.isNaN(bins.q()[bin])) {
                directions.computeIfAbsent(bins.phi()[bin], _ -> new ArrayList<>()).add(bin);
            }
        }
        List<Sector> sectors = new ArrayList<>();
        directions.forEach((phi, members) -> {
            List<PowerLaw.Point> points = new ArrayList<>();
            for (int bin : members) {
                if (of(model).get(bin) instanceof DecayFit.Fitted fitted) {
                    points.add(new PowerLaw.Point(bins.q()[bin], fitted.tau()));
                }
            }
            sectors.add(new Sector(phi, members, PowerLaw.fit(points, ErrorScale.LARGER)));
        });
        return sectors;
    }
}
