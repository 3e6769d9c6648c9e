package org.beamlet.catalog.xpcs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.beamlet.catalog.hdf5.Hdf5Signature;
import org.beamlet.catalog.hdf5.Hdf5Source;
import org.beamlet.catalog.xpcs.raw.DenseFrames;
import org.beamlet.catalog.xpcs.raw.FileStart;
import org.beamlet.catalog.xpcs.raw.Imm;
import org.beamlet.catalog.xpcs.raw.RawFrames;
import org.beamlet.catalog.xpcs.raw.Rigaku;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** The frames of a measurement, as a beamline stores them. */
final class RawSeries implements AutoCloseable {
    private static final String FRAMES = "/entry/data/data";

    private final RawFrames frames;

    private RawSeries(RawFrames frames) {
        this.frames = frames;
    }

    /**
     * Opens a series: by its signature if it is HDF5, else by its name.
     *
     * <p>{@code *.bin} is one Rigaku module, {@code *.bin.000} to {@code .005} a Rigaku 3M, whose
     * other files lie beside it; {@code *.imm}, and any other that begins with such a header, IMM.
     */
    static RawSeries open(Path file) {
        return new RawSeries(openFrames(file));
    }

    /** Opens a file that is still written to, as far as it is there. */
    static RawFrames openGrowing(Path file) {
        String name = name(file);
        if (name.endsWith(".imm")) {
            throw new BeamletException(
                    ErrorCode.ARGUMENTS_INVALID,
                    "raw '%s' is IMM, which is not followed while it grows".formatted(file),
                    "leave out stream once it is whole, or give a folder into which IMM files come");
        }
        boolean rigaku = name.endsWith(".bin") || is3M(name);
        if (!rigaku || Hdf5Signature.isIn(file)) {
            return openFrames(file);
        }
        return is3M(name) ? Rigaku.openGrowing3M(file) : Rigaku.openGrowing(file);
    }

    /** {@return the files that a series lies in which is still written to} */
    static List<Path> parts(Path file) {
        return is3M(name(file)) ? Rigaku.modulesOf3M(file) : List.of(file);
    }

    private static boolean is3M(String name) {
        return name.matches(".*\\.bin\\.00[0-5]");
    }

    /** Opens a file that is whole. */
    static RawFrames openFrames(Path file) {
        String name = name(file);
        if (Files.isRegularFile(file) && Files.isReadable(file) && Hdf5Signature.isIn(file)) {
            return hdf5(file);
        }
        if (name.endsWith(".bin")) {
            return Rigaku.openModule(file);
        }
        if (is3M(name)) {
            return Rigaku.open3M(file);
        }
        if (name.endsWith(".imm")) {
            return Imm.open(file);
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            return hdf5(file);
        }
        if (name.matches(".*\\.tpx(\\.\\d{3})?")) {
            throw timepix(file);
        }
        if (Imm.isPlausible(file)) {
            return Imm.open(file);
        }
        throw new BeamletException(
                ErrorCode.INPUT_INVALID,
                "raw '%s' is not an HDF5 file: it %s".formatted(file, FileStart.describe(file)),
                "give HDF5 (`h5ls` shows what a file holds), IMM, or Rigaku .bin or .bin.000");
    }

    private static BeamletException timepix(Path file) {
        return new BeamletException(
                ErrorCode.INPUT_INVALID,
                "raw '%s' holds Timepix4 events, whose layout has no public description"
                        .formatted(file),
                "bin the events to frames with the beamline's own reader and store them as HDF5 at "
                        + FRAMES);
    }

    private static BeamletException packed(Path file) {
        return new BeamletException(
                ErrorCode.INPUT_INVALID,
                "raw '%s' holds packed frames of a Rigaku module (fast transfer), whose packing has no public description"
                        .formatted(file),
                "have the detector write sparse files, .bin.000 to .bin.005");
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    }

    private static RawFrames hdf5(Path file) {
        Hdf5Source source = Hdf5Source.open("raw", file);
        try {
            if (name(file).matches(".*\\.h5\\.00[0-5]") && source.rank(FRAMES) == 2) {
                throw packed(file);
            }
            return new DenseFrames(source.frames(FRAMES), source::close);
        } catch (BeamletException e) {
            source.close();
            throw e;
        }
    }

    /** {@return a file's name without what tells its format: {@code a} of {@code a.bin.000}} */
    static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        String whole = name.replaceFirst("(?<=.)\\.(bin|tpx|h5)\\.\\d{3}$", "");
        int dot = whole.equals(name) ? name.lastIndexOf('.') : -1;
        return dot > 0 ? name.substring(0, dot) : whole;
    }

    RawFrames frames() {
        return frames;
    }

    @Override
    public void close() {
        frames.close();
    }
}
