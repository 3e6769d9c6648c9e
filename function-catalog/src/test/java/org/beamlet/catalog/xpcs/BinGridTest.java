package org.beamlet.catalog.xpcs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.beamlet.catalog.hdf5.Hdf5Writer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinGridTest {
    @TempDir private Path folder;

    private Path qmap(double[] q, double[] phi, int... mapping) {
        Path file = folder.resolve("qmap.h5");
        try (Hdf5Writer out = Hdf5Writer.create(file)) {
            out.array("/qmap/dynamic_v_list_dim0", q, q.length);
            out.array("/qmap/dynamic_v_list_dim1", phi, phi.length);
            if (mapping.length > 0) {
                out.array("/qmap/dynamic_index_mapping", mapping, mapping.length);
            }
        }
        return file;
    }

    @Test
    void theSecondAxisRunsFaster() {
        Path file = qmap(new double[] {0.1, 0.2}, new double[] {0, 90, 180});
        BinGrid grid = BinGrid.read(file, "dynamic", 6);
        assertThat(grid.q()).containsExactly(0.1, 0.1, 0.1, 0.2, 0.2, 0.2);
        assertThat(grid.phi()).containsExactly(0, 90, 180, 0, 90, 180);
        assertThat(grid.qName()).isEqualTo("q");
    }

    @Test
    void labelsMayLeaveCombinationsOut() {
        Path file = qmap(new double[] {0.1, 0.2}, new double[] {0, 90}, 0, 2, 3);
        BinGrid grid = BinGrid.read(file, "dynamic", 3);
        assertThat(grid.q()).containsExactly(0.1, 0.2, 0.2);
        assertThat(grid.phi()).containsExactly(0, 0, 90);
    }

    @Test
    void aMappingOfAnotherLengthIsNotOfTheLabels() {
        Path file = qmap(new double[] {0.1, 0.2, 0.3}, new double[] {0}, 0, 2);
        assertThat(BinGrid.read(file, "dynamic", 3).q()).containsExactly(0.1, 0.2, 0.3);
    }

    @Test
    void oneDirectionIsNone() {
        Path file = qmap(new double[] {0.1}, new double[] {0});
        BinGrid grid = BinGrid.read(file, "dynamic", 2);
        assertThat(grid.q()).containsExactly(0.1, Double.NaN);
        assertThat(grid.phi()).containsOnly(Double.NaN);
    }

    @Test
    void withoutListsPlacesAreUnknown() {
        Path file = qmap(new double[] {0.1}, new double[] {0});
        assertThat(BinGrid.read(file, "static", 2).q()).containsOnly(Double.NaN);
    }
}
