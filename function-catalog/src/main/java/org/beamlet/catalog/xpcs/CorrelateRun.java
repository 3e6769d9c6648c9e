package org.beamlet.catalog.xpcs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.beamlet.catalog.Progress;
import org.beamlet.catalog.hdf5.FrameBlocks;
import org.beamlet.catalog.hdf5.Hdf5Writer;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.output.AttemptFolder;
import org.beamlet.catalog.xpcs.fit.FitGroup;
import org.beamlet.catalog.xpcs.fit.FitResults;
import org.beamlet.catalog.xpcs.fit.FitSummary;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;

/** One run of {@code xpcs.correlate} on inputs that were found to fit each other. */
final class CorrelateRun {
    /** The share of the progress that correlating is; the rest is writing. */
    private static final double CORRELATING = 0.95;

    private final CorrelateOptions options;
    private final Qmap qmap;
    private final FrameBlocks frames;
    private final FrameSelection selection;
    private final CarriedPixels pixels;
    private final Bins bins;
    private final Lanes lanes;
    private final Optional<Path> metadata;
    private final List<String> warnings = new ArrayList<>();

    private CorrelateRun(CorrelateOptions options, Qmap qmap, FrameBlocks frames, Lanes lanes) {
        this.options = options;
        this.qmap = qmap;
        this.frames = frames;
        this.lanes = lanes;
        this.selection = options.select(frames.frames());
        this.pixels = CarriedPixels.of(qmap, options.cropRatioThreshold());
        this.bins = Bins.of(qmap, pixels);
        this.metadata = MetadataFile.beside(options.raw());
    }

    static CorrelateRun prepare(
            CorrelateOptions options, Qmap qmap, FrameBlocks frames, Lanes lanes) {
        qmap.requireShape(frames.rows(), frames.columns(), options.qmap(), options.raw());
        return new CorrelateRun(options, qmap, frames, lanes);
    }

    ObjectNode run(AttemptFolder attempt, Progress progress) {
        long start = System.nanoTime();
        Correlation result = correlate(progress);
        progress.at(CORRELATING, "writing the result");
        warn(result);
        ResultFile writer = new ResultFile(options, qmap, pixels, bins);
        Path temporary = attempt.file("result.temp");
        writer.write(temporary, metadata, result);
        String dataset = MetadataFile.dataset(metadata, options.raw());
        CorrelatePlots plots = plots(dataset);
        FitResults fits = plots.fit(result);
        try (Hdf5Writer out = Hdf5Writer.edit(temporary)) {
            new FitGroup(out, "/xpcs/multitau/fit").write(fits);
        }
        PictureFiles pictures = new PictureFiles(attempt, lanes);
        List<PictureFiles.Named> figures = new ArrayList<>(plots.multiTau(result, fits, warnings));
        figures.addAll(
                plots.scattering(
                        writer.meanImage(result),
                        bins.filledStatics(),
                        segments(result),
                        result.intensity()));
        pictures.draw(figures, warnings);
        // All that can fail is done: only names are given from here on.
        List<Path> files = new ArrayList<>();
        String stem = options.resultStem(dataset);
        files.add(attempt.publish(temporary, stem, ".hdf", options.overwrite()));
        files.addAll(pictures.publish(options.overwrite()));
        progress.at(1, "done");
        return answer(result, fits, files, (System.nanoTime() - start) / 1e9);
    }

    private double[][] segments(Correlation result) {
        int[] filled = bins.filledStatics();
        double[][] means = CorrelatePlots.segmentMeans(result.segments(), selection.count());
        return Arrays.stream(means)
                .map(row -> Arrays.stream(filled).mapToDouble(bin -> row[bin]).toArray())
                .toArray(double[][]::new);
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
        FrameFeed feed = new FrameFeed(frames, selection, pixels, lanes);
        MultiTau multiTau =
                new MultiTau(
                        selection.count(),
                        bins,
                        options.normalizeFrame(),
                        options.partialG2(),
                        lanes);
        for (int count = feed.next(); count > 0; count = feed.next()) {
            multiTau.add(feed.rows(), count);
            int taken = multiTau.taken();
            progress.at(
                    CORRELATING * taken / selection.count(),
                    "correlating %d of %d frames".formatted(taken, selection.count()));
            if (Thread.currentThread().isInterrupted()) {
                throw new BeamletException(
                        ErrorCode.TASK_CANCELLED,
                        "stopped after %d of %d frames".formatted(taken, selection.count()),
                        "submit the task again if it is still wanted");
            }
        }
        return multiTau.finish();
    }

    private void warn(Correlation result) {
        if (metadata.isEmpty()) {
            warnings.add(
                    "no *_metadata.hdf lies beside the raw file: the result has no /entry and"
                            + " delays have no time");
        }
        if (result.darkFrames() > 0) {
            warnings.add(
                    "%d of %d frames have no light at all%s"
                            .formatted(
                                    result.darkFrames(),
                                    selection.count(),
                                    options.normalizeFrame() ? "; they were not normalised" : ""));
        }
    }

    private ObjectNode answer(
            Correlation result, FitResults fits, List<Path> files, double seconds) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.put("result_file", files.getFirst().toString());
        ArrayNode all = answer.putArray("files");
        files.forEach(file -> all.add(file.toString()));
        answer.put("frames", selection.count());
        answer.put("delays", result.delays().size());
        answer.put("dynamic_bins", bins.dynamicBins());
        answer.put("static_bins", bins.staticBins());
        answer.put("pixels", pixels.count());
        answer.put("cropped", pixels.cropped());
        answer.set("fit", FitSummary.of(fits));
        ArrayNode notes = answer.putArray("warnings");
        warnings.forEach(notes::add);
        answer.put("seconds", Math.round(seconds * 1000) / 1000.0);
        return answer;
    }
}
