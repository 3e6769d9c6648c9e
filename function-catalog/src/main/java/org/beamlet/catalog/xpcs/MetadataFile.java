package org.beamlet.catalog.xpcs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.beamlet.catalog.hdf5.Hdf5Signature;
import org.beamlet.catalog.hdf5.Hdf5Source;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** The HDF5 file beside the raw file that tells geometry, times and sample. */
final class MetadataFile {
    private static final String MARK = "_metadata";
    private static final String OLD_ENDING = ".hdf";
    private static final String ENDING = MARK + OLD_ENDING;
    private static final String VERSION = "/entry/schema_version";
    private static final String OLD_VERSION = "/hdf_metadata_version";

    private MetadataFile() {}

    /**
     * {@return the file that belongs to a raw file}
     *
     * <p>That is a {@code *_metadata.hdf} with {@code /entry/schema_version} or, where there is
     * none, as APS 8-ID wrote it until 2023 a {@code *.hdf} with {@code /hdf_metadata_version}. Of
     * a folder of raw files, it lies in the folder or beside it.
     */
    static Optional<Path> beside(Path raw) {
        return Files.isDirectory(raw)
                ? nextTo(raw.resolve(String.valueOf(raw.getFileName()))).or(() -> nextTo(raw))
                : nextTo(raw);
    }

    private static Optional<Path> nextTo(Path raw) {
        String stem = RawSeries.stem(raw);
        Path own = raw.resolveSibling(stem + ENDING);
        Path oldOwn = raw.resolveSibling(stem + OLD_ENDING);
        List<Path> beside = beside(raw, List.of(own, oldOwn));
        // Several series may share a folder: the one of the same name goes first.
        return first(own, beside, file -> name(file).endsWith(ENDING), VERSION)
                .or(() -> first(oldOwn, withoutResults(beside), _ -> true, OLD_VERSION));
    }

    private static List<Path> beside(Path raw, List<Path> otherwise) {
        try (Stream<Path> files = Files.list(raw.resolveSibling("."))) {
            return files.filter(file -> name(file).endsWith(OLD_ENDING))
                    .map(Path::normalize)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException _) {
            // A folder that may be entered but not listed: its own names can still be tried.
            return otherwise;
        }
    }

    /** A result carries a copy of the metadata that it was made with. */
    private static List<Path> withoutResults(List<Path> files) {
        return files.stream().filter(file -> !name(file).contains("_results")).toList();
    }

    private static Optional<Path> first(
            Path own, List<Path> beside, Predicate<Path> named, String version) {
        Predicate<Path> isOne = named.and(file -> has(file, version));
        return Optional.of(own)
                .filter(beside::contains)
                .filter(isOne)
                .or(() -> beside.stream().filter(isOne).findFirst());
    }

    private static boolean has(Path file, String version) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file) || !Hdf5Signature.isIn(file)) {
            return false;
        }
        try (Hdf5Source source = Hdf5Source.open("metadata", file)) {
            return source.has(version);
        } catch (BeamletException e) {
            if (name(file).endsWith(ENDING)) {
                throw e;
            }
            // Any file of another kind may have the old ending.
            return false;
        }
    }

    /** Complains unless a file that was named is one, of either kind. */
    static void require(Path file) {
        try (Hdf5Source source = Hdf5Source.open("meta_fname", file)) {
            if (!source.has(VERSION) && !source.has(OLD_VERSION)) {
                throw new BeamletException(
                        ErrorCode.INPUT_INVALID,
                        "meta_fname '%s' is no metadata: it has neither %s nor %s"
                                .formatted(file, VERSION, OLD_VERSION),
                        "give the *_metadata.hdf of the measurement, or leave meta_fname out");
            }
        }
    }

    /** {@return the file of the right name that is none, for a word about why it is not taken} */
    static Optional<Path> unusable(Path raw) {
        Path own = raw.resolveSibling(RawSeries.stem(raw) + ENDING);
        return beside(raw, List.of(own)).stream()
                .filter(file -> name(file).endsWith(ENDING) && Files.exists(file))
                .findFirst();
    }

    /** {@return what the result is named after} */
    static String dataset(Optional<Path> metadata, Path raw) {
        return metadata.map(MetadataFile::name)
                // One that was named by the caller may have any ending.
                .map(name -> name.replaceFirst("(?<=.)\\.[^.]*$", ""))
                .map(stem ->
                        stem.endsWith(MARK)
                                ? stem.substring(0, stem.length() - MARK.length())
                                : stem)
                .filter(name -> !name.isEmpty())
                .orElseGet(() -> RawSeries.stem(raw));
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** {@return seconds from frame to frame, if the file tells} */
    static OptionalDouble frameTime(Optional<Path> metadata) {
        if (metadata.isEmpty()) {
            return OptionalDouble.empty();
        }
        try (Hdf5Source source = Hdf5Source.open("metadata", metadata.get())) {
            return source
                    .number("/entry/instrument/detector_1/frame_time")
                    .or(() -> source.number("/measurement/instrument/detector/exposure_period"))
                    .stream()
                    .mapToDouble(Double::doubleValue)
                    .filter(seconds -> seconds > 0 && Double.isFinite(seconds))
                    .findFirst();
        }
    }
}
