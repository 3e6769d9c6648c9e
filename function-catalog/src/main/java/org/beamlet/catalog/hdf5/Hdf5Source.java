package org.beamlet.catalog.hdf5;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Node;
import io.jhdf.dataset.DatasetBase;
import io.jhdf.dataset.chunked.ChunkedDatasetBase;
import io.jhdf.exceptions.HdfFilterException;
import io.jhdf.exceptions.HdfInvalidPathException;
import io.jhdf.object.datatype.CompoundDataType;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.beamlet.catalog.hdf5.filter.FilterFailure;
import org.beamlet.catalog.hdf5.filter.Filters;
import org.beamlet.catalog.hdf5.filter.UnknownFilter;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** An HDF5 file to read from; what is wrong with it is told in the user's words. */
public final class Hdf5Source implements AutoCloseable {
    /** Several times the pixels of the largest detector. */
    private static final long MOST_NUMBERS = 1L << 26;

    private final String name;
    private final HdfFile file;

    private Hdf5Source(String name, HdfFile file) {
        this.name = name;
        this.file = file;
    }

    /**
     * Opens a file.
     *
     * @param role the argument that names the file, for messages
     * @throws BeamletException with INPUT_NOT_FOUND or INPUT_INVALID
     */
    public static Hdf5Source open(String role, Path path) {
        String name = "%s '%s'".formatted(role, path);
        if (!Files.exists(path)) {
            throw new BeamletException(
                    ErrorCode.INPUT_NOT_FOUND,
                    name + " does not exist",
                    "give the path as the compute node sees it");
        }
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    name + " is not a file that can be read",
                    "give a file that the endpoint's user may read");
        }
        if (!Hdf5Signature.isIn(path)) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    name + " is not an HDF5 file",
                    "give an HDF5 file; `h5ls` shows what it holds");
        }
        Filters.install();
        Hdf5Source source = new Hdf5Source(name, guarded(name, () -> BoundedStorage.open(path)));
        try {
            source.requireWhole(path);
            return source;
        } catch (BeamletException e) {
            source.close();
            throw e;
        }
    }

    /** A file that is still written, or was cut, is shorter than what it says of itself. */
    private void requireWhole(Path path) {
        long end = file.getHdfBackingStorage().getSuperblock().getEndOfFileAddress();
        long size = file.size();
        if (size < end) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "%s ends early: it has %d bytes and says that it has %d"
                            .formatted(name, size, end),
                    "check that the file was closed and copied whole, with `h5ls -r %s`"
                            .formatted(path.getFileName()));
        }
    }

    /** Runs what reads; whatever jHDF throws at a damaged file becomes an error that says so. */
    static <T> T guarded(String what, Supplier<T> body) {
        try {
            return body.get();
        } catch (BeamletException e) {
            throw e;
        } catch (HdfFilterException e) {
            throw unknownFilter(what, UnknownFilter.about(String.valueOf(e.getMessage())), e);
        } catch (UnknownFilter e) {
            throw unknownFilter(what, String.valueOf(e.getMessage()), e);
        } catch (FilterFailure e) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "%s cannot be decompressed: %s".formatted(what, e.getMessage()),
                    "the file is damaged or was changed while it was read: copy it again",
                    e);
        } catch (RuntimeException e) {
            throw isStop(e) ? stopped(what, e) : damaged(what, e);
        }
    }

    private static BeamletException unknownFilter(String what, String why, RuntimeException cause) {
        return new BeamletException(
                ErrorCode.INPUT_INVALID,
                "%s cannot be decompressed: %s".formatted(what, why),
                "store it with gzip (`h5repack -f SHUF -f GZIP=1 OLD NEW`), LZ4, Blosc, bitshuffle,"
                        + " Zstandard or LZF",
                cause);
    }

    /** An interrupted thread closes the file that it reads, for the other lanes too. */
    private static boolean isStop(RuntimeException thrown) {
        boolean stop = Thread.currentThread().isInterrupted();
        for (Throwable deeper = thrown; deeper != null; deeper = deeper.getCause()) {
            stop |= deeper instanceof ClosedChannelException;
        }
        return stop;
    }

    private static BeamletException stopped(String what, RuntimeException cause) {
        return new BeamletException(
                ErrorCode.TASK_CANCELLED,
                "stopped while reading " + what,
                "submit the task again if it is still wanted",
                cause);
    }

    private static BeamletException damaged(String what, RuntimeException cause) {
        String why = "";
        for (Throwable deeper = cause.getCause(); deeper != null; deeper = deeper.getCause()) {
            why = " (%s)".formatted(deeper.getMessage());
        }
        return new BeamletException(
                ErrorCode.INPUT_INVALID,
                "%s cannot be read: %s%s".formatted(what, cause.getMessage(), why),
                "check that the file is whole with `h5ls -r`",
                cause);
    }

    /** {@return the dataset of that name, nothing if there is none} */
    private Optional<DatasetBase> find(String path) {
        return guarded(
                name,
                () -> {
                    try {
                        Node node = file.getByPath(path);
                        return node instanceof DatasetBase dataset
                                ? Optional.of(dataset)
                                : Optional.<DatasetBase>empty();
                    } catch (HdfInvalidPathException _) {
                        return Optional.<DatasetBase>empty();
                    }
                });
    }

    public boolean has(String path) {
        return find(path).isPresent();
    }

    /** {@return how many dimensions a dataset has, 0 if there is none} */
    public int rank(String path) {
        return find(path).map(dataset -> dataset.getDimensionsAsLong().length).orElse(0);
    }

    public NumberArray numbers(String path) {
        return optionalNumbers(path).orElseThrow(() -> absent(path));
    }

    public Optional<NumberArray> optionalNumbers(String path) {
        return find(path).map(dataset -> guarded(place(path), () -> numbers(path, dataset)));
    }

    private NumberArray numbers(String path, DatasetBase dataset) {
        SampleFormat format = format(path, dataset);
        if (dataset.getSize() > MOST_NUMBERS) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "%s has %d values".formatted(place(path), dataset.getSize()),
                    "give a detector's map or a list of bins there");
        }
        int count = (int) dataset.getSize();
        // No storage was ever given to it: the fill value, which is zero, is meant.
        double[] values =
                dataset.isEmpty()
                        ? new double[count]
                        : format.toDoubles(bytes(path, dataset), count);
        return new NumberArray(dataset.getDimensions(), values);
    }

    private ByteBuffer bytes(String path, DatasetBase dataset) {
        if (dataset instanceof ChunkedDatasetBase chunked) {
            long[] start = new long[dataset.getDimensions().length];
            return ByteBuffer.wrap(
                    ChunkReader.of(place(path), chunked).region(start, dataset.getDimensions()));
        }
        return dataset.getDataBuffer();
    }

    /** {@return the number at a scalar or one-element dataset, nothing if it is absent} */
    public Optional<Double> number(String path) {
        return optionalNumbers(path).filter(n -> n.values().length == 1).map(n -> n.values()[0]);
    }

    /** {@return the texts of a dataset, none if it is absent or holds no text} */
    public List<String> texts(String path) {
        return find(path)
                .map(dataset -> guarded(place(path), dataset::getDataFlat))
                .map(data ->
                        switch (data) {
                            case String one -> List.of(one);
                            case String[] several -> List.of(several);
                            default -> List.<String>of();
                        })
                .orElse(List.of());
    }

    /** Opens a stack of frames: a dataset of three dimensions. */
    public FrameBlocks frames(String path) {
        DatasetBase dataset = find(path).orElseThrow(() -> absent(path));
        long[] shape = dataset.getDimensionsAsLong();
        if (shape.length != 3
                || shape[1] <= 0
                || shape[2] <= 0
                || shape[1] > MOST_NUMBERS / shape[2]) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "%s has shape %s".formatted(place(path), NumberArray.text(toInts(shape))),
                    "give frames as (frames, rows, columns)");
        }
        SampleFormat format = format(path, dataset);
        // It asks for the filters, and so says at once if one is missing.
        return guarded(place(path), () -> new Hdf5Frames(place(path), dataset, format));
    }

    private static int[] toInts(long[] shape) {
        int[] ints = new int[shape.length];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = (int) Math.min(shape[i], Integer.MAX_VALUE);
        }
        return ints;
    }

    private SampleFormat format(String path, Dataset dataset) {
        return SampleFormat.of(dataset.getDataType())
                .orElseThrow(() ->
                        new BeamletException(
                                ErrorCode.INPUT_INVALID,
                                "%s holds %s"
                                        .formatted(place(path), described(dataset.getDataType())),
                                "store integers or floats of 1 to 8 bytes"));
    }

    private static String described(DataType type) {
        return switch (type) {
            case StringData _ -> "text";
            case VariableLength _ -> "text or lists of varying length";
            case CompoundDataType _ -> "compound values, such as complex numbers";
            case FloatingPoint real -> "floats of %d bytes".formatted(real.getSize());
            case FixedPoint whole -> "integers of %d bytes".formatted(whole.getSize());
            default -> "values of another kind (%s)".formatted(type.getClass().getSimpleName());
        };
    }

    private String place(String path) {
        return "%s in %s".formatted(path, name);
    }

    private BeamletException absent(String path) {
        return new BeamletException(
                ErrorCode.INPUT_INVALID,
                "%s has no dataset %s".formatted(name, path),
                "see with `h5ls -r` what it holds; this version reads the APS 8-ID layout");
    }

    @Override
    public void close() {
        file.close();
    }
}
