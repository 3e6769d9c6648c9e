package org.beamlet.catalog.xpcs;

import java.util.List;
import java.util.Locale;
import org.beamlet.catalog.hdf5.Hdf5Dataset;
import org.beamlet.catalog.hdf5.Hdf5Writer;
import org.beamlet.catalog.xpcs.fit.FitGroup;
import org.beamlet.catalog.xpcs.fit.FitResults;
import org.beamlet.catalog.xpcs.kernel.Delay;

/** The layout that pyXpcsViewer reads. */
final class NewResultFile implements ResultFile {
    private static final String MULTITAU = "/xpcs/multitau/";
    private static final String TWOTIME = "/xpcs/twotime/";

    private final Hdf5Writer out;
    private final Tables tables;
    private final Subject subject;

    private NewResultFile(Hdf5Writer out, Subject subject) {
        this.out = out;
        this.tables = new Tables(out);
        this.subject = subject;
    }

    static NewResultFile start(Hdf5Writer out, Subject subject) {
        if (out.exists("/xpcs")) {
            // A metadata file that is itself a result: its correlation is not ours.
            out.remove("/xpcs");
        }
        QmapCopy.write(out, subject.qmap(), subject.options().qmap());
        out.scalar("/xpcs/rawdata_path", subject.options().raw().toString());
        return new NewResultFile(out, subject);
    }

    @Override
    public void multiTau(Correlation result) {
        ResultConfig.write(out, MULTITAU + "config/", CorrelationType.MULTITAU, subject.options());
        G2 g2 = result.g2();
        long[] delays = result.delays().stream().mapToLong(Delay::frames).toArray();
        out.array(MULTITAU + "delay_list", delays, delays.length);
        tables.table(MULTITAU + "normalized_g2", g2.values());
        tables.table(MULTITAU + "normalized_g2_err", g2.errors());
        // An extra of the reference files, kept where they have it.
        tables.table("/static_bin_g2", g2.perStatic());
        partials(result.partials());
        if (subject.options().saveG2()) {
            tables.moments(MULTITAU + "unnormalized_G2", result, subject.pixels(), subject.qmap());
        }
    }

    private void partials(List<G2> partials) {
        if (partials.isEmpty()) {
            return;
        }
        double[][] first = partials.getFirst().values();
        long[] shape = {partials.size(), first.length, first[0].length};
        double[][] values =
                partials.stream().map(p -> Tables.flat(p.values())).toArray(double[][]::new);
        double[][] errors =
                partials.stream().map(p -> Tables.flat(p.errors())).toArray(double[][]::new);
        double[] labels = partials.stream().mapToDouble(G2::frames).toArray();
        tables.floats(MULTITAU + "normalized_g2_partial", Tables.flat(values), shape);
        tables.floats(MULTITAU + "normalized_g2_partial_err", Tables.flat(errors), shape);
        out.array(MULTITAU + "normalized_g2_partial_labels", labels, labels.length);
    }

    @Override
    public void fits(FitResults fits) {
        new FitGroup(out, MULTITAU + "fit").write(fits);
    }

    @Override
    public void provenance(String json) {
        out.scalar("/xpcs/provenance", json);
    }

    @Override
    public void scattering(Scattering scattering) {
        Qmap qmap = subject.qmap();
        String means = "/xpcs/temporal_mean/";
        tables.floats(means + "scattering_2d", scattering.image(), 1, qmap.rows(), qmap.columns());
        tables.row(means + "scattering_1d", scattering.curve());
        tables.table(means + "scattering_1d_segments", scattering.segments());
        tables.intensity("/xpcs/spatial_mean/intensity_vs_time", scattering.intensity());
    }

    @Override
    public Hdf5Dataset map(int number, int frames) {
        return tables.map(
                String.format(Locale.ROOT, "%scorrelation_map/c2_%05d", TWOTIME, number), frames);
    }

    @Override
    public void twoTime(TwoTimeResult result) {
        ResultConfig.write(out, TWOTIME + "config/", CorrelationType.TWOTIME, subject.options());
        tables.table(TWOTIME + "normalized_g2", result.g2());
        tables.floats(
                TWOTIME + "normalized_g2_segments",
                result.segments(),
                result.frames() / 5,
                5,
                result.labels().size());
        int[] labels = result.labels().stream().mapToInt(Integer::intValue).toArray();
        out.array(TWOTIME + "processed_bins", labels, labels.length);
    }

    @Override
    public void close() {
        out.close();
    }
}
