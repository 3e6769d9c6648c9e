package org.beamlet.catalog.xpcs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.beamlet.catalog.Progress;
import org.beamlet.catalog.hdf5.FrameBlocks;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.output.AttemptFolder;
import org.beamlet.catalog.output.OutputFailure;
import org.beamlet.catalog.xpcs.kernel.Delay;
import org.beamlet.catalog.xpcs.kernel.Kernels;
import org.beamlet.catalog.xpcs.kernel.device.Device;
import org.beamlet.catalog.xpcs.kernel.device.Precision;
import org.beamlet.catalog.xpcs.twotime.DynamicBin;
import org.beamlet.catalog.xpcs.twotime.Roi;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** One run of {@code xpcs.correlate} on inputs that were found to fit each other. */
final class CorrelateRun {
    /** The share of the progress that correlating is; the rest is writing and drawing. */
    private static final double CORRELATING = 0.95;

    /** Of a run of both, the share that multi-tau is. */
    private static final double MULTI_TAU_OF_BOTH = 0.3;

    private final CorrelateOptions options;
    private final Qmap qmap;
    private final FrameBlocks frames;
    private final FrameSelection selection;
    private final CarriedPixels pixels;
    private final Bins bins;
    private final @Nullable Roi roi;
    private final List<DynamicBin> chosen;
    private final Lanes lanes;
    private final Kernels kernels;
    private final Optional<Path> metadata;
    private final List<String> warnings = new ArrayList<>();

    private CorrelateRun(
            CorrelateOptions options, Qmap qmap, FrameBlocks frames, Lanes lanes, Kernels kernels) {
        this.options = options;
        this.qmap = qmap;
        this.frames = frames;
        this.lanes = lanes;
        this.kernels = kernels;
        this.selection = options.select(frames.frames());
        this.pixels = CarriedPixels.of(qmap, options.cropRatioThreshold());
        this.bins = Bins.of(qmap, pixels);
        this.metadata = MetadataFile.beside(options.raw());
        this.roi = options.type().twoTime() ? qmap.roi() : null;
        this.chosen = roi == null ? List.of() : options.dqSelection().of(roi, warnings::add);
    }

    static CorrelateRun prepare(
            CorrelateOptions options, Qmap qmap, FrameBlocks frames, Lanes lanes, Kernels kernels) {
        qmap.requireShape(frames.rows(), frames.columns(), options.qmap(), options.raw());
        CorrelateRun run = new CorrelateRun(options, qmap, frames, lanes, kernels);
        run.warnOfOptions();
        return run;
    }

    private void warnOfOptions() {
        if (metadata.isEmpty()) {
            warnings.add(
                    "no *_metadata.hdf lies beside the raw file: the result has no /entry and"
                            + " delays have no time");
        }
        if (options.gpuId() >= 0) {
            warnings.add(
                    "gpu_id %d has no effect: device chooses between the CPU and a GPU, and CUDA_VISIBLE_DEVICES which"
                            .formatted(options.gpuId()));
        }
        if (options.type().twoTime() && options.device() == Device.GPU) {
            warnings.add("two-time correlation is computed on the CPU in this version");
        }
        if (options.type().twoTime() && options.precision() != Precision.FLOAT32) {
            warnings.add("precision is that of multi-tau; two-time is computed in float32");
        }
        if (options.layout() == ResultLayout.OLD && options.partialG2() > 0) {
            warnings.add("layout old has no place for partial g2: num_partial_g2 has no effect");
        }
    }

    /** {@return what {@link #run} would be given, without having read a frame} */
    ObjectNode rehearse() {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.putNull("result_file");
        answer.putArray("files");
        describe(answer);
        return answer;
    }

    ObjectNode run(AttemptFolder attempt, Progress progress) {
        long start = System.nanoTime();
        String dataset = MetadataFile.dataset(metadata, options.raw());
        Path temporary = attempt.file("result.temp");
        Path g2 = attempt.file("g2.temp");
        Path saxs = attempt.file("saxs.temp");
        Optional<Correlation> multiTau =
                options.type().multiTau()
                        ? Optional.of(correlate(part(progress, 0, multiTauShare())))
                        : Optional.empty();
        Scattering scattering = write(temporary, multiTau, progress);
        boolean g2Drawn = false;
        boolean saxsDrawn = false;
        if (multiTau.isPresent()) {
            CorrelatePlots plots = new CorrelatePlots(dataset, qmap, multiTau.get());
            g2Drawn = draw(g2, file -> plots.writeG2(file, secondsPerFrame()));
            saxsDrawn = draw(saxs, file -> plots.writeSaxs(file, scattering.image()));
        }
        // All that can fail is done: only names are given from here on.
        List<Path> files = new ArrayList<>();
        String stem = options.resultStem(dataset);
        files.add(attempt.publish(temporary, stem, ".hdf", options.overwrite()));
        if (g2Drawn) {
            files.add(attempt.publish(g2, "g2", ".png", options.overwrite()));
        }
        if (saxsDrawn) {
            files.add(attempt.publish(saxs, "saxs", ".png", options.overwrite()));
        }
        progress.at(1, "done");
        return answer(files, (System.nanoTime() - start) / 1e9);
    }

    private double multiTauShare() {
        return options.type() == CorrelationType.BOTH ? MULTI_TAU_OF_BOTH : CORRELATING;
    }

    private static Progress part(Progress whole, double from, double to) {
        return (fraction, what) -> whole.at(from + (to - from) * fraction, what);
    }

    /** Writes the result file; two-time is computed on the way, so that its maps need no memory. */
    private Scattering write(Path file, Optional<Correlation> multiTau, Progress progress) {
        try (ResultFile out =
                ResultFile.start(file, metadata, new ResultFile.Subject(options, qmap, pixels))) {
            multiTau.ifPresent(out::multiTau);
            Optional<Scattering> scattering =
                    multiTau.map(result -> Scattering.of(result, qmap, pixels, bins));
            multiTau.ifPresent(result -> warnOfDarkness(result.darkFrames()));
            if (roi != null) {
                double from = multiTau.isPresent() ? multiTauShare() : 0;
                TwoTimeResult result = twoTime(roi).run(out, part(progress, from, CORRELATING));
                out.twoTime(result);
                if (scattering.isEmpty()) {
                    warnOfDarkness(result.means().darkFrames());
                    scattering = Optional.of(Scattering.of(result.means(), roi, qmap, bins));
                }
            }
            progress.at(CORRELATING, "writing the result");
            out.scattering(scattering.orElseThrow());
            return scattering.get();
        }
    }

    private TwoTimePasses twoTime(Roi region) {
        return new TwoTimePasses(
                region,
                chosen,
                qmap.pixels(),
                selection.count(),
                carried -> new FrameFeed(frames, selection, carried, lanes),
                options.smoothing(),
                kernels.rankLoops(),
                lanes,
                () -> stopIfAsked("in two-time correlation"));
    }

    @FunctionalInterface
    private interface Drawing {
        void write(Path file) throws IOException;
    }

    /** A node without fonts gets no pictures, but its numbers all the same. */
    private boolean draw(Path file, Drawing drawing) {
        try {
            drawing.write(file);
            return true;
        } catch (IOException e) {
            throw OutputFailure.of(file, e);
        } catch (LinkageError | RuntimeException | InternalError e) {
            warnings.add("no picture was drawn, Java finds no usable fonts: " + e);
            return false;
        }
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

    private ObjectNode answer(List<Path> files, double seconds) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.put("result_file", files.getFirst().toString());
        ArrayNode all = answer.putArray("files");
        files.forEach(file -> all.add(file.toString()));
        describe(answer);
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
        answer.put("precision", options.precision().argument());
        ArrayNode notes = answer.putArray("warnings");
        warnings.forEach(notes::add);
    }
}
