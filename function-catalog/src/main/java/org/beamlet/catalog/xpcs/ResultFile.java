package org.beamlet.catalog.xpcs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.beamlet.catalog.hdf5.Hdf5Dataset;
import org.beamlet.catalog.hdf5.Hdf5Writer;
import org.beamlet.catalog.output.OutputFailure;
import org.beamlet.catalog.xpcs.fit.FitResults;

/** A result while it is written, in the layout that was asked for. */
sealed interface ResultFile extends AutoCloseable permits NewResultFile, OldResultFile {
    /** What is the same all through a file. */
    record Subject(CorrelateOptions options, Qmap qmap, CarriedPixels pixels) {}

    /** Makes the file, with all of the metadata file in it if there is one. */
    static ResultFile start(Path file, Optional<Path> metadata, Subject subject) {
        Hdf5Writer out = writer(file, metadata);
        try {
            return switch (subject.options().layout()) {
                case NEW -> NewResultFile.start(out, subject);
                case OLD -> OldResultFile.start(out, subject);
            };
        } catch (RuntimeException e) {
            try (out) {
                throw e;
            }
        }
    }

    private static Hdf5Writer writer(Path file, Optional<Path> metadata) {
        if (metadata.isEmpty()) {
            return Hdf5Writer.create(file);
        }
        // By content only: the copy of a read-only file must be writable.
        try (InputStream in = Files.newInputStream(metadata.get())) {
            Files.copy(in, file);
        } catch (IOException e) {
            throw OutputFailure.of(file, e);
        }
        return Hdf5Writer.edit(file);
    }

    void multiTau(Correlation result);

    /** Writes the fits of the multi-tau correlation. */
    void fits(FitResults fits);

    /** Writes what ran, with what, where, as JSON. */
    void provenance(String json);

    void scattering(Scattering scattering);

    /**
     * Makes the dataset of a two-time map.
     *
     * @param number of the map, from 1
     */
    Hdf5Dataset map(int number, int frames);

    void twoTime(TwoTimeResult result);

    @Override
    void close();
}
