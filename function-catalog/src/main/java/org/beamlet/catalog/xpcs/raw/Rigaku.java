package org.beamlet.catalog.xpcs.raw;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Opens the sparse files of Rigaku's detectors: one module (500k) or six (3M). */
public final class Rigaku {
    /** Which module's file fills each place of the canvas, row by row, two to a row. */
    private static final int[] CANVAS_ORDER = {5, 0, 4, 1, 3, 2};

    private static final int CANVAS_COLUMNS = 2;
    private static final int ROW_GAP = 70;
    private static final int COLUMN_GAP = 52;

    /** Modules write on their own: one may be a little later than the others. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration STEP = Duration.ofMillis(100);

    private Rigaku() {}

    /** Opens the file of a single module. */
    public static SparseFrames openModule(Path file) {
        RigakuFile module = RigakuFile.open(file);
        return withEvents(SparseFrames.of(module), file);
    }

    /** Opens the file of a single module while it is written, as far as it is there. */
    public static SparseFrames openGrowing(Path file) {
        return withEvents(SparseFrames.of(RigakuFile.open(file, true)), file);
    }

    /** {@return the six files of a 3M detector, in the order of the canvas} */
    public static List<Path> modulesOf3M(Path one) {
        String name = String.valueOf(one.getFileName());
        String base = name.substring(0, name.length() - 1);
        return Arrays.stream(CANVAS_ORDER).mapToObj(m -> one.resolveSibling(base + m)).toList();
    }

    /** Opens the six files of a 3M detector while they are written, as far as they are there. */
    public static SparseFrames openGrowing3M(Path one) {
        return open3M(one, true, _ -> {});
    }

    /** How time passes while a file is waited for. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(Duration time) throws InterruptedException;
    }

    /**
     * Opens the six files of a 3M detector, {@code NAME.bin.000} to {@code NAME.bin.005}.
     *
     * @param one any of them
     */
    public static SparseFrames open3M(Path one) {
        return open3M(one, Thread::sleep);
    }

    static SparseFrames open3M(Path one, Sleeper sleeper) {
        return open3M(one, false, file -> await(file, sleeper));
    }

    private static SparseFrames open3M(Path one, boolean growing, Consumer<Path> arrival) {
        List<SparseFrames.Placed> modules = new ArrayList<>();
        try {
            for (Path file : modulesOf3M(one)) {
                int place = modules.size();
                arrival.accept(file);
                modules.add(
                        new SparseFrames.Placed(
                                RigakuFile.open(file, growing),
                                place / CANVAS_COLUMNS * (RigakuFile.ROWS + ROW_GAP),
                                place % CANVAS_COLUMNS * (RigakuFile.COLUMNS + COLUMN_GAP)));
            }
        } catch (BeamletException e) {
            modules.forEach(module -> module.file().close());
            throw e;
        }
        return withEvents(new SparseFrames(modules), one);
    }

    private static SparseFrames withEvents(SparseFrames frames, Path file) {
        if (frames.frames() > 0) {
            return frames;
        }
        frames.close();
        throw new BeamletException(
                ErrorCode.INPUT_INVALID,
                "raw '%s' holds no event".formatted(file),
                "give a series with light; of a dark one the format keeps nothing");
    }

    private static void await(Path file, Sleeper sleeper) {
        Duration waited = Duration.ZERO;
        while (!Files.exists(file)) {
            if (waited.compareTo(PATIENCE) >= 0) {
                throw new BeamletException(
                        ErrorCode.INPUT_NOT_FOUND,
                        "raw '%s', one of the six files of a Rigaku 3M, did not appear in %d s"
                                .formatted(file, PATIENCE.toSeconds()),
                        "copy all of .bin.000 to .bin.005 into one folder");
            }
            try {
                sleeper.sleep(STEP);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BeamletException(
                        ErrorCode.TASK_CANCELLED,
                        "stopped while waiting for '%s'".formatted(file),
                        "submit the task again if it is still wanted",
                        e);
            }
            waited = waited.plus(STEP);
        }
    }
}
