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
        assertThat(grid.name(4)).isEqualTo("q = 0.2, φ = 90°");
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
        assertThat(grid.name(0)).isEqualTo("q = 0.1");
        assertThat(grid.name(1)).isEqualTo("bin 2");
        assertThat(grid.phi()).containsOnly(Double.NaN);
    }

    @Test
    void withoutListsPlacesAreUnknown() {
        Path file = qmap(new double[] {0.1}, new double[] {0});
        assertThat(BinGrid.read(file, "static", 2).q()).containsOnly(Double.NaN);
    }

    @Test
    void theOlderKindNamesThePlaceOfEachLabel() {
        Path file = folder.resolve("older.h5");
        try (Hdf5Writer out = Hdf5Writer.create(file)) {
            out.array("/data/dqval", new double[] {0.1, 0.1, 0.2}, 1, 3);
            out.array("/data/dphival", new double[] {0, 90, 0}, 1, 3);
            out.array("/data/sqval", new double[] {0.1, 0.15}, 1, 2);
            out.array("/data/sphival", new double[] {5, 5}, 1, 2);
        }
        BinGrid dynamics = BinGrid.read(file, "dynamic", 4);
        assertThat(dynamics.q()).containsExactly(0.1, 0.1, 0.2, Double.NaN);
        assertThat(dynamics.phi()).containsExactly(0, 90, 0, Double.NaN);
        BinGrid statics = BinGrid.read(file, "static", 2);
        assertThat(statics.phi()).containsOnly(Double.NaN);
        assertThat(statics.qName()).isEqualTo("q (Å⁻¹)");
    }
}
