package org.beamlet.catalog.xpcs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.beamlet.catalog.hdf5.Hdf5Writer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataFileTest {
    @TempDir private Path folder;
    private Path raw;

    @BeforeEach
    void nameARawFile() {
        raw = folder.resolve("series.bin.000");
    }

    private Path file(String name, String version) {
        Path file = folder.resolve(name);
        try (Hdf5Writer out = Hdf5Writer.create(file)) {
            out.scalar(version, "1");
            out.scalar("/measurement/instrument/detector/exposure_period", 0.25);
        }
        return file;
    }

    @Test
    void theNewKindGoesFirst() {
        file("series.hdf", "/hdf_metadata_version");
        Path other = file("a_metadata.hdf", "/entry/schema_version");
        assertThat(MetadataFile.beside(raw)).contains(other);
        Path own = file("series_metadata.hdf", "/entry/schema_version");
        Optional<Path> found = MetadataFile.beside(raw);
        assertThat(found).contains(own);
        assertThat(MetadataFile.dataset(found, raw)).isEqualTo("series");
    }

    @Test
    void whereThereIsNoneTheOldKindServes() throws IOException {
        Files.writeString(folder.resolve("a.hdf"), "no HDF5 at all");
        file("aa_results.hdf", "/hdf_metadata_version");
        file("b.hdf", "/something/else");
        Path other = file("c.hdf", "/hdf_metadata_version");
        assertThat(MetadataFile.beside(raw)).contains(other);
        Path own = file("series.hdf", "/hdf_metadata_version");
        Optional<Path> found = MetadataFile.beside(raw);
        assertThat(found).contains(own);
        assertThat(MetadataFile.dataset(found, raw)).isEqualTo("series");
        assertThat(MetadataFile.frameTime(found)).hasValue(0.25);
    }

    @Test
    void withoutAnyTheRawFileNamesTheResult() {
        assertThat(MetadataFile.beside(raw)).isEmpty();
        assertThat(MetadataFile.dataset(Optional.empty(), raw)).isEqualTo("series");
    }
}
