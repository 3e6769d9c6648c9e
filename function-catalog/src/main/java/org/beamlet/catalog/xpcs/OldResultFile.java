package org.beamlet.catalog.xpcs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.beamlet.catalog.hdf5.Hdf5Dataset;
import org.beamlet.catalog.hdf5.Hdf5Source;
import org.beamlet.catalog.hdf5.Hdf5Writer;
import org.beamlet.catalog.hdf5.NumberArray;
import org.beamlet.catalog.xpcs.fit.FitResults;
import org.beamlet.catalog.xpcs.kernel.Delay;

/**
 * The layout of results until 2023: {@code /exchange}; lists are tables of one row.
 *
 * <p>Unlike then, the unnormalised images lie in the file itself, at the name of the link that led
 * to them.
 */
final class OldResultFile implements ResultFile {
    private static final String EXCHANGE = "/exchange/";
    private static final String XPCS = "/xpcs/";

    /** What an old qmap has, and what it is called in an old result. */
    private static final Map<String, String> OLD_QMAP =
            Map.ofEntries(
                    Map.entry("dqval", "dqlist"),
                    Map.entry("sqval", "sqlist"),
                    Map.entry("dphival", "dphilist"),
                    Map.entry("sphival", "sphilist"),
                    Map.entry("dphispan", "dphispan"),
                    Map.entry("sphispan", "sphispan"),
                    Map.entry("dqspan", "dqspan"),
                    Map.entry("sqspan", "sqspan"),
                    Map.entry("dnoq", "dnoq"),
                    Map.entry("dnophi", "dnophi"),
                    Map.entry("snoq", "snoq"),
                    Map.entry("snophi", "snophi"));

    private final Hdf5Writer out;
    private final Tables tables;
    private final Subject subject;

    private OldResultFile(Hdf5Writer out, Subject subject) {
        this.out = out;
        this.tables = new Tables(out);
        this.subject = subject;
    }

    static OldResultFile start(Hdf5Writer out, Subject subject) {
        for (String group : List.of("/exchange", "/xpcs")) {
            if (out.exists(group)) {
                out.remove(group);
            }
        }
        OldResultFile file = new OldResultFile(out, subject);
        file.qmap();
        file.options();
        return file;
    }

    private void qmap() {
        Path file = subject.options().qmap();
        QmapSchema schema = subject.qmap().schema();
        out.copy(file, schema.dynamics(), XPCS + "dqmap");
        out.copy(file, schema.statics(), XPCS + "sqmap");
        out.copy(file, schema.mask(), XPCS + "mask");
        try (Hdf5Source source = Hdf5Source.open("qmap", file)) {
            switch (schema) {
                case NEW -> {
                    axes(source, "dynamic", "dqlist", "dphilist");
                    axes(source, "static", "sqlist", "sphilist");
                }
                case OLD -> OLD_QMAP.forEach((from, to) -> copy(source, file, from, to));
            }
        }
    }

    private void copy(Hdf5Source source, Path file, String from, String to) {
        String path = QmapSchema.OLD.group() + "/" + from;
        if (source.has(path)) {
            out.copy(file, path, XPCS + to);
        }
    }

    /** Both coordinates of each bin, where the qmap has them; the second runs faster. */
    private void axes(Hdf5Source source, String kind, String first, String second) {
        Optional<NumberArray> slow = source.optionalNumbers("/qmap/%s_v_list_dim0".formatted(kind));
        Optional<NumberArray> fast = source.optionalNumbers("/qmap/%s_v_list_dim1".formatted(kind));
        if (slow.isEmpty() || fast.isEmpty() || fast.get().values().length == 0) {
            return;
        }
        List<Double> q = new ArrayList<>();
        List<Double> phi = new ArrayList<>();
        for (double a : slow.get().values()) {
            for (double b : fast.get().values()) {
                q.add(a);
                phi.add(b);
            }
        }
        tables.row(XPCS + first, q.stream().mapToDouble(Double::doubleValue).toArray());
        tables.row(XPCS + second, phi.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private void options() {
        CorrelateOptions options = subject.options();
        out.scalar(XPCS + "analysis_type", options.type().word());
        number("stride_frames", options.strideFrame());
        number("avg_frames", options.averageFrame());
        number("normalize_frame", options.normalizeFrame() ? 1 : 0);
        out.scalar(XPCS + "input_file_local", options.raw().toString());
        out.scalar(XPCS + "qmap_hdf5_filename", options.qmap().toString());
        out.scalar(XPCS + "output_data", "/exchange");
        out.scalar(XPCS + "function", XpcsCorrelate.NAME + " " + XpcsCorrelate.VERSION);
    }

    private void number(String name, long value) {
        out.array(XPCS + name, new long[] {value}, 1, 1);
    }

    @Override
    public void multiTau(Correlation result) {
        G2 g2 = result.g2();
        long[] delays = result.delays().stream().mapToLong(Delay::frames).toArray();
        out.array(EXCHANGE + "tau", delays, 1, delays.length);
        tables.table(EXCHANGE + "norm-0-g2", g2.values());
        tables.table(EXCHANGE + "norm-0-stderr", g2.errors());
        if (subject.options().saveG2()) {
            tables.moments(EXCHANGE + "G2IPIF", result, subject.pixels(), subject.qmap());
        }
    }

    /** Old results have no place for them that a reader would know; the answer has a summary. */
    @Override
    public void fits(FitResults fits) {}

    @Override
    public void provenance(String json) {
        out.scalar("/xpcs/provenance", json);
    }

    @Override
    public void scattering(Scattering scattering) {
        Qmap qmap = subject.qmap();
        tables.floats(EXCHANGE + "pixelSum", scattering.image(), qmap.rows(), qmap.columns());
        tables.row(EXCHANGE + "partition-mean-total", scattering.curve());
        tables.table(EXCHANGE + "partition-mean-partial", scattering.segments());
        tables.intensity(EXCHANGE + "frameSum", scattering.intensity());
    }

    @Override
    public Hdf5Dataset map(int number, int frames) {
        return tables.map(
                String.format(Locale.ROOT, "%sC2T_all/g2_%05d", EXCHANGE, number), frames);
    }

    @Override
    public void twoTime(TwoTimeResult result) {
        int[] labels = result.labels().stream().mapToInt(Integer::intValue).toArray();
        out.array(XPCS + "qphi_bin_to_process", labels, 1, labels.length);
        out.scalar(XPCS + "smoothing_method", subject.options().smoothing().word());
        tables.table(EXCHANGE + "g2full", result.g2());
        tables.floats(
                EXCHANGE + "g2partials", result.segments(), result.frames() / 5, 5, labels.length);
    }

    @Override
    public void close() {
        out.close();
    }
}
