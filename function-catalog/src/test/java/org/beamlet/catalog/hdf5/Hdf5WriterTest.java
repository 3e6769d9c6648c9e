package org.beamlet.catalog.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Hdf5WriterTest {
    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("a.h5");
    }

    private static Object read(HdfFile source, String path) {
        return source.getDatasetByPath(path).getData();
    }

    @Test
    void scalarsComeBack() {
        try (Hdf5Writer out = Hdf5Writer.create(file)) {
            out.scalar("/a/b/text", "Å and more");
            out.scalar("/a/b/whole", 1L << 40);
            out.scalar("/a/b/real", 2.5);
            out.scalar("/a/b/yes", true);
            out.scalar("/a/b/no", false);
            out.scalar("/a/b/empty", "");
        }
        try (HdfFile in = new HdfFile(file)) {
            assertThat(read(in, "/a/b/text")).isEqualTo("Å and more");
            assertThat(read(in, "/a/b/whole")).isEqualTo(1L << 40);
            assertThat(read(in, "/a/b/real")).isEqualTo(2.5);
            assertThat(read(in, "/a/b/yes")).isEqualTo("TRUE");
            assertThat(read(in, "/a/b/no")).isEqualTo("FALSE");
            assertThat(read(in, "/a/b/empty")).isEqualTo("");
        }
    }

    @Test
    void arraysOfAllTypesComeBack() {
        try (Hdf5Writer out = Hdf5Writer.create(file)) {
            out.array("/f4", new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
            out.array("/f8", new double[] {1.5, Double.NaN}, 2);
            out.array("/i4", new int[] {-1, 2}, 2);
            out.array("/i8", new long[] {1L << 33}, 1);
            out.array("/none", new float[0], 0);
        }
        try (HdfFile in = new HdfFile(file)) {
            assertThat(read(in, "/f4")).isEqualTo(new float[][] {{1, 2, 3}, {4, 5, 6}});
            assertThat(read(in, "/f8")).isEqualTo(new double[] {1.5, Double.NaN});
            assertThat(read(in, "/i4")).isEqualTo(new int[] {-1, 2});
            assertThat(read(in, "/i8")).isEqualTo(new long[] {1L << 33});
            assertThat(in.getDatasetByPath("/none").getDimensions()).containsExactly(0);
        }
    }

    @Test
    void aCompressedDatasetIsWrittenBlockByBlock() {
        try (Hdf5Writer out = Hdf5Writer.create(file);
                Hdf5Dataset dataset =
                        out.dataset(
                                "/x/cube",
                                ElementType.FLOAT32,
                                Storage.compressed(1, 50, 40),
                                3,
                                100,
                                70)) {
            float[] block = new float[100 * 70];
            for (int plane = 0; plane < 3; plane++) {
                java.util.Arrays.fill(block, plane + 1);
                dataset.write(block, new long[] {plane, 0, 0}, new long[] {1, 100, 70});
            }
            dataset.write(new float[] {9}, new long[] {2, 99, 69}, new long[] {1, 1, 1});
        }
        try (HdfFile in = new HdfFile(file)) {
            Dataset cube = in.getDatasetByPath("/x/cube");
            float[][][] values = (float[][][]) cube.getData();
            assertThat(values[0][99][69]).isEqualTo(1);
            assertThat(values[1][0][0]).isEqualTo(2);
            assertThat(values[2][99][69]).isEqualTo(9);
            assertThat(cube.getFilters()).hasSize(2);
            assertThat(cube.getStorageInBytes()).isLessThan(3 * 100 * 70);
        }
    }

    @Test
    void aGroupIsCopiedWithItsAttributesAndLinksAreRemoved() {
        Path other = folder.resolve("b.h5");
        try (Hdf5Writer out = Hdf5Writer.create(other)) {
            out.array("/qmap/mask", new int[] {1, 0}, 2);
            out.group("/qmap/empty");
            out.attribute("/qmap", "hash", "abc");
        }
        try (Hdf5Writer out = Hdf5Writer.create(file)) {
            out.scalar("/xpcs/old", 1);
        }
        try (Hdf5Writer out = Hdf5Writer.edit(file)) {
            assertThat(out.exists("/xpcs/old")).isTrue();
            assertThat(out.exists("/xpcs/nothing/below")).isFalse();
            out.remove("/xpcs");
            out.copy(other, "/qmap", "/xpcs/deep/qmap");
        }
        try (HdfFile in = new HdfFile(file)) {
            assertThat(read(in, "/xpcs/deep/qmap/mask")).isEqualTo(new int[] {1, 0});
            assertThat(in.getByPath("/xpcs/deep/qmap").getAttribute("hash").getData())
                    .isEqualTo("abc");
            assertThat(in.getChild("xpcs").isGroup()).isTrue();
            assertThat(((io.jhdf.api.Group) in.getChild("xpcs")).getChildren())
                    .containsOnlyKeys("deep");
        }
    }

    private static void fails(Runnable body, ErrorCode code, String... words) {
        assertThatThrownBy(body::run)
                .isInstanceOfSatisfying(
                        BeamletException.class, e -> assertThat(e.code()).isEqualTo(code))
                .message()
                .contains(words);
    }

    @Test
    void aFileInTheWayIsToldInHdf5sOwnWords() throws IOException {
        Files.writeString(file, "mine");
        fails(
                () -> Hdf5Writer.create(file),
                ErrorCode.OUTPUT_NOT_WRITABLE,
                file.toString(),
                "File exists");
        assertThat(file).hasContent("mine");
    }

    @Test
    void aFolderThatIsMissingIsToldInHdf5sOwnWords() {
        fails(
                () -> Hdf5Writer.create(folder.resolve("no/such/x.h5")),
                ErrorCode.OUTPUT_NOT_WRITABLE,
                "No such file or directory");
    }

    @Test
    void whatIsNotHdf5IsNotOpened() throws IOException {
        Files.writeString(file, "mine");
        fails(
                () -> Hdf5Writer.edit(file),
                ErrorCode.INPUT_INVALID,
                "file signature not found",
                "h5ls");
    }

    @Test
    void failuresInsideAFileNameTheObject() {
        try (Hdf5Writer out = Hdf5Writer.create(file)) {
            out.scalar("/a", 1);
            fails(
                    () -> out.scalar("/a", 2),
                    ErrorCode.OUTPUT_NOT_WRITABLE,
                    "write /a in " + file,
                    "name already exists");
            fails(() -> out.remove("/nothing"), ErrorCode.OUTPUT_NOT_WRITABLE, "remove /nothing");
            fails(
                    () -> out.copy(file, "/no", "/b"),
                    ErrorCode.INPUT_INVALID,
                    "copy /no of " + file);
            // After a failure the writer goes on.
            out.scalar("/c", 3);
        }
        try (HdfFile in = new HdfFile(file)) {
            assertThat(read(in, "/c")).isEqualTo(3L);
        }
    }

    @Test
    void blocksOutsideTheDatasetAreRefused() {
        try (Hdf5Writer out = Hdf5Writer.create(file);
                Hdf5Dataset dataset =
                        out.dataset("/x", ElementType.INT32, Storage.contiguous(), 4)) {
            fails(
                    () -> dataset.write(new int[3], new long[] {2}, new long[] {3}),
                    ErrorCode.OUTPUT_NOT_WRITABLE,
                    "write /x");
            assertThatThrownBy(() -> dataset.write(new float[3], new long[] {0}, new long[] {3}))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aClosedWriterSaysSo() {
        Hdf5Writer out = Hdf5Writer.create(file);
        out.close();
        out.close();
        assertThatThrownBy(() -> out.scalar("/a", 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
    }
}
