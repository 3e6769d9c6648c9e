package org.beamlet.catalog.xpcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.beamlet.catalog.xpcs.raw.DetectorFiles.denseImm;
import static org.beamlet.catalog.xpcs.raw.DetectorFiles.imm;
import static org.beamlet.catalog.xpcs.raw.DetectorFiles.rigaku;
import static org.beamlet.catalog.xpcs.raw.DetectorFiles.word;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.beamlet.catalog.hdf5.Hdf5Writer;
import org.beamlet.catalog.xpcs.raw.DenseFrames;
import org.beamlet.catalog.xpcs.raw.SparseFrames;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By what a raw file is known. */
class RawSeriesTest {
    @TempDir private Path folder;

    private static void fails(Path file, ErrorCode code, String... words) {
        assertThatThrownBy(() -> RawSeries.open(file).close())
                .isInstanceOfSatisfying(
                        BeamletException.class, e -> assertThat(e.code()).isEqualTo(code))
                .message()
                .contains(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.h5", "a.hdf", "a.hdf5", "a.imm", "a.bin", "a.whatever"})
    void hdf5IsKnownByItsSignature(String name) {
        try (Hdf5Writer out = Hdf5Writer.create(folder.resolve(name))) {
            out.array("/entry/data/data", new int[2 * 3 * 4], 2, 3, 4);
        }
        try (RawSeries series = RawSeries.open(folder.resolve(name))) {
            assertThat(series.frames()).isInstanceOf(DenseFrames.class);
            assertThat(series.frames().columns()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.imm", "a.IMM", "a.h5", "a.hdf"})
    void immIsKnownByItsHeaderWhereTheNameSaysHdf5(String name) {
        imm(folder.resolve(name), denseImm(2, 5, new int[10]));
        try (RawSeries series = RawSeries.open(folder.resolve(name))) {
            assertThat(series.frames().rows()).isEqualTo(2);
            assertThat(series.frames().columns()).isEqualTo(5);
        }
    }

    @Test
    void rigakuIsKnownByItsName() {
        rigaku(folder.resolve("a.bin"), word(6, 0, 1));
        try (RawSeries series = RawSeries.open(folder.resolve("a.bin"))) {
            assertThat(series.frames()).isInstanceOf(SparseFrames.class);
            assertThat(series.frames().frames()).isEqualTo(7);
        }
        for (int module = 0; module < 6; module++) {
            rigaku(folder.resolve("b.bin.00" + module), word(module, 0, 1));
        }
        try (RawSeries series = RawSeries.open(folder.resolve("b.bin.000"))) {
            assertThat(series.frames().frames()).isEqualTo(6);
            assertThat(series.frames().rows()).isEqualTo(1676);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.tpx", "a.tpx.000", "a.TPX.002"})
    void timepixEventsAreRefusedWithAWayOut(String name) throws IOException {
        fails(
                Files.write(folder.resolve(name), new byte[64]),
                ErrorCode.INPUT_INVALID,
                "holds Timepix4 events, whose layout has no public description",
                "store them as HDF5 at /entry/data/data");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1f8b080000000000|is compressed with gzip",
                "49492a0008000000|is a TIFF picture",
                "6672616d65732c20|begins with the text 'frames, '",
                "0102030405060708|begins with the bytes 0102030405060708",
                "''|is empty"
            })
    void whatWasFoundInsteadIsTold(String hex, String words) throws IOException {
        Path file = folder.resolve("a.h5");
        Files.write(file, java.util.HexFormat.of().parseHex(hex));
        fails(file, ErrorCode.INPUT_INVALID, "is not an HDF5 file: it " + words, "h5ls");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.h5", "a.imm", "a.bin", "a.tpx"})
    void aMissingFileIsNamed(String name) {
        fails(folder.resolve(name), ErrorCode.INPUT_NOT_FOUND, name + "' does not exist");
    }

    @ParameterizedTest
    @CsvSource({
        "a.h5,a",
        "a.b.h5,a.b",
        "a.bin,a",
        "a.bin.000,a",
        "a.b.tpx.002,a.b",
        "a,a",
        ".bin,.bin",
        "a.000,a"
    })
    void aSeriesIsNamedWithoutItsFormat(String name, String stem) {
        assertThat(RawSeries.stem(folder.resolve(name))).isEqualTo(stem);
    }

    @Test
    void framesOfAnotherTypeAreRefused() throws IOException {
        Path file = folder.resolve("a.h5");
        try (Hdf5Writer out = Hdf5Writer.create(file)) {
            out.scalar("/entry/data/data", "frames");
        }
        fails(file, ErrorCode.INPUT_INVALID, "/entry/data/data in raw", "give frames as");
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                .contains("frames");
    }
}
