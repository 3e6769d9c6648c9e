package org.beamlet.catalog.xpcs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.beamlet.catalog.hdf5.Hdf5Signature;
import org.beamlet.catalog.hdf5.Hdf5Source;

/** The {@code *_metadata.hdf} beside the raw file: geometry, times, sample. */
final class MetadataFile {
    private static final String ENDING = "_metadata.hdf";

    private MetadataFile() {}

    /** {@return the file that belongs to a raw file} */
    static Optional<Path> beside(Path raw) {
        Path own = raw.resolveSibling(stem(raw) + ENDING);
        try (Stream<Path> files = Files.list(raw.resolveSibling("."))) {
            List<Path> found =
                    files.filter(file -> name(file).endsWith(ENDING))
                            .map(Path::normalize)
                            .filter(MetadataFile::isOne)
                            .sorted()
                            .toList();
            // Several series may share a folder: the one of the same name goes first.
            return found.contains(own) ? Optional.of(own) : found.stream().findFirst();
        } catch (IOException | UncheckedIOException _) {
            // A folder that may be entered but not listed: its own name can still be tried.
            return Optional.of(own).filter(MetadataFile::isOne);
        }
    }

    private static boolean isOne(Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file) || !Hdf5Signature.isIn(file)) {
            return false;
        }
        try (Hdf5Source source = Hdf5Source.open("metadata", file)) {
            return source.has("/entry/schema_version");
        }
    }

    /** {@return what the result is named after} */
    static String dataset(Optional<Path> metadata, Path raw) {
        return metadata.map(MetadataFile::name)
                .map(name -> name.substring(0, name.length() - ENDING.length()))
                .filter(name -> !name.isEmpty())
                .orElseGet(() -> stem(raw));
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static String stem(Path raw) {
        String name = name(raw);
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** {@return seconds from frame to frame, if the file tells} */
    static OptionalDouble frameTime(Optional<Path> metadata) {
        if (metadata.isEmpty()) {
            return OptionalDouble.empty();
        }
        try (Hdf5Source source = Hdf5Source.open("metadata", metadata.get())) {
            return source.number("/entry/instrument/detector_1/frame_time").stream()
                    .mapToDouble(Double::doubleValue)
                    .filter(seconds -> seconds > 0)
                    .findFirst();
        }
    }
}
