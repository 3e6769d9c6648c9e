package org.beamlet.catalog.xpcs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.beamlet.catalog.Progress;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.GrowingMultiTauKernel;
import org.beamlet.catalog.xpcs.kernel.Kernels;
import org.beamlet.catalog.xpcs.raw.RawFrames;
import org.beamlet.catalog.xpcs.stream.FrameFolder;
import org.beamlet.catalog.xpcs.stream.FrameStream;
import org.beamlet.catalog.xpcs.stream.GrowingFile;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Follows a measurement until it is over, and correlates what comes. */
final class StreamRun {
    private static final Duration POLL = Duration.ofMillis(250);

    /** Writers pause between the parts of a frame, but not for so long. */
    private static final Duration SETTLING = Duration.ofSeconds(1);

    /** What another look does not change. */
    private static final Set<ErrorCode> FOR_GOOD =
            Set.of(ErrorCode.TASK_CANCELLED, ErrorCode.SHAPE_MISMATCH, ErrorCode.ARGUMENTS_INVALID);

    private static final String FOLLOWING = "following";

    private final CorrelateOptions options;
    private final Qmap qmap;
    private final Progress progress;
    private final StreamFeed feed;
    private final GrowingMultiTauKernel kernel;
    private final MultiTau multiTau;
    private final long began = System.nanoTime();

    private long seen;
    private long arrivedAt = began;
    private @Nullable BeamletException trouble;
    private boolean asked;
    private OptionalDouble step = OptionalDouble.empty();
    private long reportedAt = began;
    private long reportedFrames;
    private int reportedRows;

    StreamRun(
            CorrelateOptions options, Qmap qmap, Lanes lanes, Kernels kernels, Progress progress) {
        this.options = options;
        this.qmap = qmap;
        this.progress = progress;
        CarriedPixels pixels = CarriedPixels.of(qmap, options.cropRatioThreshold());
        this.feed =
                new StreamFeed(
                        options.beginFrame(),
                        last(),
                        options.strideFrame(),
                        options.averageFrame(),
                        pixels,
                        lanes);
        this.kernel = kernels.growing(pixels.count());
        this.multiTau =
                new MultiTau(Bins.of(qmap, pixels), options.normalizeFrame(), lanes, kernel);
    }

    /** What came of it. */
    record Followed(FrameSelection selection, Correlation correlation, List<String> warnings) {}

    Followed run() {
        try (FrameStream stream = stream(SETTLING)) {
            return run(stream);
        }
    }

    private FrameStream stream(Duration settling) {
        Path raw = options.raw();
        while (!Files.exists(raw)) {
            requirePatience();
            progress.at(0, "waiting for " + raw.getFileName());
            pause(POLL);
        }
        return Files.isDirectory(raw)
                ? new FrameFolder(raw, believed(RawSeries::openFrames), settling)
                : new GrowingFile(
                        raw, RawSeries.parts(raw), believed(RawSeries::openGrowing), settling);
    }

    /** One damaged event must not have millions of dark frames correlated. */
    private Function<Path, RawFrames> believed(Function<Path, RawFrames> opener) {
        return file -> {
            RawFrames frames = opener.apply(file);
            try {
                options.requireBelievable(frames, file);
            } catch (BeamletException e) {
                frames.close();
                throw e;
            }
            return frames;
        };
    }

    private void requirePatience() {
        if (isIdle()) {
            throw new BeamletException(
                    ErrorCode.INPUT_NOT_FOUND,
                    "raw '%s' did not appear in %d s"
                            .formatted(options.raw(), options.stream().idle().toSeconds()),
                    "give the path as the compute node sees it, and start the measurement within"
                            + " stream_idle_s");
        }
    }

    private Followed run(FrameStream stream) {
        String ended = "";
        while (ended.isEmpty()) {
            long lookedAt = System.nanoTime();
            boolean came = take(stream);
            report(FOLLOWING, options.stream().partialEvery());
            ended = ending(!came);
            if (Thread.currentThread().isInterrupted()) {
                throw CorrelateRun.stopped("after %d frames".formatted(seen), null);
            }
            if (ended.isEmpty() && !came) {
                // A large file's index takes a while to read: it is not read all the time.
                long took = System.nanoTime() - lookedAt;
                pause(Duration.ofNanos(Math.max(POLL.toNanos(), 3 * took)));
            }
        }
        return finish(stream, ended);
    }

    /** Takes what is there; {@return whether something came}. */
    private boolean take(FrameStream stream) {
        try {
            if (!asked && Files.exists(StreamOptions.endFile(options.raw()))) {
                stream.takeNoMore();
                asked = true;
                // What is there still has the time to become whole.
                arrivedAt = System.nanoTime();
            }
            long available = stream.look();
            if (available > 0) {
                requireShape(stream);
                feed.take(stream, available, multiTau::add);
            }
            boolean more = available > seen;
            if (more) {
                arrivedAt = System.nanoTime();
                seen = available;
            }
            trouble = null;
            return more;
        } catch (BeamletException e) {
            if (FOR_GOOD.contains(e.code())) {
                throw e;
            }
            // A writer may be at that very place. If it does not pass, it is told in the end.
            trouble = e;
            return false;
        }
    }

    private void requireShape(FrameStream stream) {
        if (seen == 0) {
            RawFrames frames = stream.piece(0).frames();
            qmap.requireShape(frames.rows(), frames.columns(), options.qmap(), options.raw());
        }
    }

    /** {@return why it is over; empty while it is not} */
    private String ending(boolean still) {
        if (seen >= last()) {
            return "ended: end_frame";
        }
        BeamletException told = trouble;
        if (isIdle()) {
            if (told != null) {
                throw told;
            }
            return "ended: no frame for %s s".formatted(seconds(options.stream().idle()));
        }
        boolean quiet = System.nanoTime() - arrivedAt >= 2 * SETTLING.toNanos();
        return asked && still && told == null && quiet ? "ended: asked to" : "";
    }

    private long last() {
        return options.endFrame() > 0 ? options.endFrame() : Long.MAX_VALUE;
    }

    private boolean isIdle() {
        return System.nanoTime() - arrivedAt >= options.stream().idle().toNanos();
    }

    private Followed finish(FrameStream stream, String why) {
        if (seen < last()) {
            seen = stream.finish();
            if (seen > 0) {
                feed.take(stream, seen, multiTau::add);
            }
        }
        FrameSelection selection = options.select(seen);
        feed.finish(multiTau::add);
        report(why, Duration.ZERO);
        return new Followed(selection, multiTau.finish(), feed.warnings());
    }

    private void report(String state, Duration every) {
        int rows = multiTau.taken() + feed.waiting();
        progress.at(last() == Long.MAX_VALUE ? 0 : seen / (double) last(), words(rows));
        long now = System.nanoTime();
        if (now - reportedAt < every.toNanos() || rows == 0) {
            return;
        }
        double seconds = Math.max(1e-3, (now - reportedAt) / 1e9);
        progress.partial(
                PartialReport.of(
                        state,
                        seen,
                        (seen - reportedFrames) / seconds,
                        reportedRows,
                        multiTau.peek(kernel, feed.rows(), feed.waiting()),
                        step()));
        reportedAt = now;
        reportedFrames = seen;
        reportedRows = rows;
    }

    private String words(int rows) {
        BeamletException told = trouble;
        if (told != null) {
            return "%d frames so far; %s".formatted(seen, told.what());
        }
        return seen == rows
                ? "%d frames so far".formatted(seen)
                : "%d frames so far, %d correlated".formatted(seen, rows);
    }

    private OptionalDouble step() {
        if (step.isEmpty()) {
            try {
                step = MetadataFile.frameTime(options.metadata());
            } catch (BeamletException _) {
                // It may be written at this moment; the end does without it or says what is wrong.
                return step;
            }
        }
        return step.stream()
                .map(seconds -> seconds * options.strideFrame() * options.averageFrame())
                .findFirst();
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0
                ? Long.toString(time.toSeconds())
                : Double.toString(time.toMillis() / 1000.0);
    }

    private void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CorrelateRun.stopped("after %d frames".formatted(seen), e);
        }
    }
}
