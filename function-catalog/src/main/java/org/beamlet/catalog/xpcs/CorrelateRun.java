package org.beamlet.catalog.xpcs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.beamlet.catalog.Progress;
import org.beamlet.catalog.Provenance;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.output.AttemptFolder;
import org.beamlet.catalog.xpcs.fit.FitResults;
import org.beamlet.catalog.xpcs.fit.FitSummary;
import org.beamlet.catalog.xpcs.kernel.Delay;
import org.beamlet.catalog.xpcs.kernel.Kernels;
import org.beamlet.catalog.xpcs.kernel.TwoTimeWork;
import org.beamlet.catalog.xpcs.plot.TwoTimeShrinker;
import org.beamlet.catalog.xpcs.raw.RawFrames;
import org.beamlet.catalog.xpcs.twotime.DynamicBin;
import org.beamlet.catalog.xpcs.twotime.Roi;
import org.beamlet.catalog.xpcs.twotime.RowSink;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** One run of {@code xpcs.correlate} on inputs that were found to fit each other. */
final class CorrelateRun {
    /** The share of the progress that correlating is; the rest is writing and drawing. */
    private static final double CORRELATING = 0.95;

    /** How far it is when only pictures are left. */
    private static final double DRAWING = 0.97;

    /** Of a run of both, the share that multi-tau is. */
    private static final double MULTI_TAU_OF_BOTH = 0.3;

    private final CorrelateOptions options;
    private final Qmap qmap;
    private final FrameFeeds feeds;
    private final FrameSelection selection;
    private final CarriedPixels pixels;
    private final Bins bins;
    private final @Nullable Roi roi;
    private final List<DynamicBin> chosen;
    private final Lanes lanes;
    private final Kernels kernels;
    private final Provenance provenance;
    private final Optional<Path> metadata;
    private final List<String> warnings = new ArrayList<>();
    private final List<TwoTimeShrinker> shrunk = new ArrayList<>();

    private CorrelateRun(
            CorrelateOptions options,
            Qmap qmap,
            FrameSelection selection,
            FrameFeeds feeds,
            Lanes lanes,
            Kernels kernels,
            Provenance provenance) {
        this.options = options;
        this.qmap = qmap;
        this.feeds = feeds;
        this.lanes = lanes;
        this.kernels = kernels;
        this.provenance = provenance;
        this.selection = selection;
        this.pixels = CarriedPixels.of(qmap, options.cropRatioThreshold());
        this.bins = Bins.of(qmap, pixels);
        this.metadata = options.metadata();
        this.roi = options.type().twoTime() ? qmap.roi() : null;
        this.chosen = roi == null ? List.of() : options.dqSelection().of(roi, warnings::add);
    }

    static CorrelateRun prepare(
            CorrelateOptions options,
            Qmap qmap,
            RawFrames frames,
            Lanes lanes,
            Kernels kernels,
            Provenance provenance) {
        qmap.requireShape(frames.rows(), frames.columns(), options.qmap(), options.raw());
        FrameSelection selection = options.select(frames);
        CorrelateRun run =
                new CorrelateRun(
                        options,
                        qmap,
                        selection,
                        (carried, bytes) -> new FrameFeed(frames, selection, carried, lanes, bytes),
                        lanes,
                        kernels,
                        provenance);
        run.warnings.addAll(OptionWarnings.of(options, run.metadata, qmap, run.bins));
        return run;
    }

    /** {@return a run of which the frames were correlated as they came} */
    static CorrelateRun of(
            CorrelateOptions options,
            Qmap qmap,
            StreamRun.Followed followed,
            Lanes lanes,
            Kernels kernels,
            Provenance provenance) {
        CorrelateRun run =
                new CorrelateRun(
                        options,
                        qmap,
                        followed.selection(),
                        (_, _) -> {
                            throw new IllegalStateException("a stream is read once");
                        },
                        lanes,
                        kernels,
                        provenance);
        run.warnings.addAll(OptionWarnings.of(options, run.metadata, qmap, run.bins));
        run.warnings.addAll(followed.warnings());
        return run;
    }

    /** {@return what {@link #run} would be given, without having read a frame} */
    ObjectNode rehearse() {
        ObjectNode answer = Json.NODES.objectNode();
        answer.putNull("result_file");
        answer.putArray("files");
        describe(answer);
        return answer;
    }

    ObjectNode run(AttemptFolder attempt, Progress progress) {
        long start = System.nanoTime();
        Optional<Correlation> multiTau =
                options.type().multiTau()
                        ? Optional.of(correlate(part(progress, 0, multiTauShare())))
                        : Optional.empty();
        return finish(attempt, multiTau, start, progress);
    }

    /** Writes what was found of a stream. */
    ObjectNode finish(AttemptFolder attempt, Correlation multiTau, Progress progress) {
        return finish(attempt, Optional.of(multiTau), System.nanoTime(), progress);
    }

    private ObjectNode finish(
            AttemptFolder attempt, Optional<Correlation> multiTau, long start, Progress progress) {
        String dataset = MetadataFile.dataset(metadata, options.raw());
        CorrelatePlots plots = plots(dataset);
        Path temporary = attempt.file("result.temp");
        Optional<FitResults> fits = multiTau.map(plots::fit);
        Scattering scattering = write(temporary, multiTau, fits, plots, progress);
        if (options.plots()) {
            progress.at(DRAWING, "drawing");
        }
        PictureFiles pictures = new PictureFiles(attempt, lanes);
        pictures.draw(figures(plots, multiTau, fits, scattering), warnings);
        stopIfAsked("before the results got their names");
        // All that can fail is done: only names are given from here on.
        List<Path> files = new ArrayList<>();
        String stem = options.resultStem(dataset);
        files.add(attempt.publish(temporary, stem, ".hdf", options.overwrite()));
        files.addAll(pictures.publish(options.overwrite()));
        progress.at(1, "done");
        return answer(fits, files, (System.nanoTime() - start) / 1e9);
    }

    private List<PictureFiles.Named> figures(
            CorrelatePlots plots,
            Optional<Correlation> multiTau,
            Optional<FitResults> fits,
            Scattering scattering) {
        if (!options.plots()) {
            return List.of();
        }
        List<PictureFiles.Named> figures = new ArrayList<>();
        if (multiTau.isPresent() && fits.isPresent()) {
            figures.addAll(plots.multiTau(multiTau.get(), fits.get(), warnings));
        }
        figures.addAll(plots.twoTime(shrunk.stream().map(TwoTimeShrinker::dots).toList()));
        double[][] segments =
                multiTau.isPresent()
                        ? CorrelatePlots.segmentMeans(scattering.segments(), selection.count())
                        : scattering.segments();
        figures.addAll(
                plots.scattering(
                        scattering.image(),
                        bins.filledStatics(),
                        segments,
                        scattering.intensity()));
        return figures;
    }

    private double multiTauShare() {
        return options.type() == CorrelationType.BOTH ? MULTI_TAU_OF_BOTH : CORRELATING;
    }

    private static Progress part(Progress whole, double from, double to) {
        return (fraction, what) -> whole.at(from + (to - from) * fraction, what);
    }

    /** Writes the result file; two-time is computed on the way, so that its maps need no memory. */
    private Scattering write(
            Path file,
            Optional<Correlation> multiTau,
            Optional<FitResults> fits,
            CorrelatePlots plots,
            Progress progress) {
        try (ResultFile out =
                ResultFile.start(file, metadata, new ResultFile.Subject(options, qmap, pixels))) {
            multiTau.ifPresent(out::multiTau);
            fits.ifPresent(out::fits);
            Optional<Scattering> scattering =
                    multiTau.map(result -> Scattering.of(result, qmap, pixels, bins));
            multiTau.ifPresent(result -> warnOfDarkness(result.darkFrames()));
            if (roi != null) {
                double from = multiTau.isPresent() ? multiTauShare() : 0;
                TwoTimeResult result =
                        twoTime(roi, file)
                                .run(
                                        out,
                                        bin -> watch(plots, bin),
                                        part(progress, from, CORRELATING));
                out.twoTime(result);
                if (scattering.isEmpty()) {
                    warnOfDarkness(result.means().darkFrames());
                    scattering = Optional.of(Scattering.of(result.means(), roi, qmap, bins));
                }
            }
            progress.at(CORRELATING, "writing the result");
            out.scattering(scattering.orElseThrow());
            provenance.ranOn(kernels.used());
            warnings.forEach(provenance::warn);
            out.provenance(provenance.json().toString());
            return scattering.get();
        }
    }

    private TwoTimePasses twoTime(Roi region, Path file) {
        return new TwoTimePasses(
                region,
                chosen,
                qmap.pixels(),
                selection.count(),
                feeds,
                this::warnOf,
                options.smoothing(),
                kernels.twoTime(
                        TwoTimeWork.of(
                                selection.count(),
                                chosen.stream().map(DynamicBin::count).toList())),
                lanes,
                TwoTimeRoom.with(file.resolveSibling("two-time.scratch")),
                warnings::add,
                () -> stopIfAsked("in two-time correlation"));
    }

    /** The same frames may be read several times, and what is to be said of them be the same. */
    private void warnOf(FrameFeed feed) {
        feed.warnings().stream().filter(said -> !warnings.contains(said)).forEach(warnings::add);
    }

    /** {@return who keeps of a map what its picture needs} */
    private RowSink watch(CorrelatePlots plots, DynamicBin bin) {
        if (!options.plots()) {
            return (_, _, _) -> {};
        }
        TwoTimeShrinker shrinker = plots.shrinker(bin.label(), selection.count());
        shrunk.add(shrinker);
        return shrinker::rows;
    }

    private CorrelatePlots plots(String dataset) {
        return new CorrelatePlots(
                dataset,
                qmap,
                BinGrid.read(options.qmap(), "dynamic", bins.dynamicBins()),
                BinGrid.read(options.qmap(), "static", bins.staticBins()),
                secondsPerFrame());
    }

    private OptionalDouble secondsPerFrame() {
        return MetadataFile.frameTime(metadata).stream()
                .map(seconds -> seconds * selection.stride() * selection.average())
                .findFirst();
    }

    private Correlation correlate(Progress progress) {
        FrameFeed feed = feeds.of(pixels, FrameFeed.BATCH_BYTES);
        MultiTau multiTau =
                new MultiTau(
                        selection.count(),
                        bins,
                        options.normalizeFrame(),
                        options.partialG2(),
                        lanes,
                        kernels);
        for (int count = feed.next(); count > 0; count = feed.next()) {
            multiTau.add(feed.rows(), count);
            int taken = multiTau.taken();
            progress.at(
                    taken / (double) selection.count(),
                    "correlating %d of %d frames".formatted(taken, selection.count()));
            stopIfAsked("after %d of %d frames".formatted(taken, selection.count()));
        }
        warnOf(feed);
        return multiTau.finish();
    }

    private static void stopIfAsked(String where) {
        if (Thread.currentThread().isInterrupted()) {
            throw stopped(where, null);
        }
    }

    static BeamletException stopped(String where, @Nullable Throwable cause) {
        return new BeamletException(
                ErrorCode.TASK_CANCELLED,
                "stopped " + where,
                "submit the task again if it is still wanted",
                cause);
    }

    private void warnOfDarkness(int frameCount) {
        if (frameCount > 0) {
            warnings.add(
                    "%d of %d frames have no light at all%s"
                            .formatted(
                                    frameCount,
                                    selection.count(),
                                    options.type().multiTau() && options.normalizeFrame()
                                            ? "; they were not normalised"
                                            : ""));
        }
    }

    private ObjectNode answer(Optional<FitResults> fits, List<Path> files, double seconds) {
        ObjectNode answer = Json.NODES.objectNode();
        answer.put("result_file", files.getFirst().toString());
        ArrayNode all = answer.putArray("files");
        files.forEach(file -> all.add(file.toString()));
        describe(answer);
        fits.ifPresent(found -> answer.set("fit", FitSummary.of(found)));
        answer.put("seconds", Math.round(seconds * 1000) / 1000.0);
        return answer;
    }

    private void describe(ObjectNode answer) {
        answer.put("type", options.type().word());
        answer.put("frames", selection.count());
        if (options.type().multiTau()) {
            answer.put("delays", Delay.of(selection.count()).size());
        }
        answer.put("dynamic_bins", bins.dynamicBins());
        answer.put("static_bins", bins.staticBins());
        if (options.type().twoTime()) {
            ArrayNode processed = answer.putArray("processed_bins");
            chosen.forEach(bin -> processed.add(bin.label()));
        }
        answer.put("pixels", pixels.count());
        answer.put("cropped", pixels.cropped());
        answer.put("device", kernels.used());
        if (!kernels.notes().isEmpty()) {
            answer.put("device_note", String.join("; ", kernels.notes()));
        }
        answer.put("precision", options.precision().argument());
        ArrayNode notes = answer.putArray("warnings");
        warnings.forEach(notes::add);
    }
}
