package org.beamlet.catalog.xpcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user may get wrong, and what he is told. */
class XpcsCorrelateInputTest {
    @TempDir private Path folder;
    private Measurement good;

    @BeforeEach
    void makeAMeasurement() {
        good = new Measurement(folder, 3, 4).frames(new float[8][12]).oneBin();
    }

    private void fails(Consumer<ObjectNode> change, ErrorCode code, String... words) {
        ObjectNode arguments = good.arguments();
        change.accept(arguments);
        assertThatThrownBy(() -> Measurement.run(arguments))
                .isInstanceOfSatisfying(
                        BeamletException.class, e -> assertThat(e.code()).isEqualTo(code))
                .message()
                .contains(words);
        assertThat(folder.resolve("out"))
                .satisfiesAnyOf(
                        out -> assertThat(out).doesNotExist(),
                        out -> assertThat(out).isEmptyDirectory());
    }

    @Test
    void aMissingFileIsNamed() {
        fails(
                a -> a.put("raw", folder.resolve("none.h5").toString()),
                ErrorCode.INPUT_NOT_FOUND,
                "raw '" + folder.resolve("none.h5") + "' does not exist",
                "as the compute node sees it");
        fails(
                a -> a.put("qmap", folder.resolve("none.h5").toString()),
                ErrorCode.INPUT_NOT_FOUND,
                "qmap '");
    }

    @Test
    void aTextInPlaceOfHdf5IsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("text.h5"), "frames, one per line");
        fails(
                a -> a.put("raw", text.toString()),
                ErrorCode.INPUT_INVALID,
                "raw '" + text + "' is not an HDF5 file",
                "h5ls");
    }

    @Test
    void aFolderInPlaceOfAFileIsRefused() {
        fails(a -> a.put("raw", folder.toString()), ErrorCode.INPUT_INVALID, "is not a file");
    }

    @ParameterizedTest
    @CsvSource({
        "a.bin,Rigaku",
        "a.bin.000,Rigaku",
        "a.imm,IMM",
        "a.tpx,Timepix4",
        "a.tpx.002,Timepix4"
    })
    void formatsThatAreNotReadAreCalledByTheirName(String name, String format) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "0123456789");
        fails(
                a -> a.put("raw", file.toString()),
                ErrorCode.INPUT_INVALID,
                format + " file, which is not read by this version",
                "convert it to HDF5");
    }

    @Test
    void anImmThatIsHdf5IsRead() throws IOException {
        Path imm = folder.resolve("series.imm");
        Files.copy(good.raw, imm);
        assertThat(
                        Measurement.run(good.arguments().put("raw", imm.toString()))
                                .path("frames")
                                .asInt())
                .isEqualTo(8);
    }

    @Test
    void aQmapOfAnotherShapeIsRefusedWithBothShapes() {
        Measurement turned = new Measurement(folder.resolve("turned"), 4, 3);
        assertThat(turned.folder.toFile().mkdir()).isTrue();
        turned.oneBin();
        fails(
                a -> a.put("qmap", turned.qmap.toString()),
                ErrorCode.SHAPE_MISMATCH,
                "is 4 x 3 but",
                "are 3 x 4",
                "orientation");
    }

    @Test
    void aFileWithoutFramesIsRefused() {
        fails(
                a -> a.put("raw", good.qmap.toString()),
                ErrorCode.INPUT_INVALID,
                "has no dataset /entry/data/data",
                "APS 8-ID");
    }

    @Test
    void aSeriesOfFourFramesIsRefused() throws IOException {
        Files.delete(good.raw);
        good.frames(new float[4][12]);
        fails(_ -> {}, ErrorCode.INPUT_INVALID, "has 4 frames, a correlation needs 5", "longer");
    }

    @Test
    void aSelectionOfNoFramesQuotesTheOptions() {
        fails(
                a -> a.put("begin_frame", 100),
                ErrorCode.ARGUMENTS_INVALID,
                "begin_frame 100",
                "leave 0 of 8 frames",
                "widen");
    }

    @Test
    void aPixelInADynamicBinAloneIsRefused() throws IOException {
        Files.delete(good.qmap);
        int[] ones = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
        int[] statics = {1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1};
        good.qmap(ones, statics, ones);
        fails(
                _ -> {},
                ErrorCode.INPUT_INVALID,
                "pixel (1, 2) is in dynamic bin 1 but in no static bin",
                "mask it");
    }

    @Test
    void aQmapWithoutAnyBinIsRefused() throws IOException {
        Files.delete(good.qmap);
        int[] none = new int[12];
        good.qmap(none, none, none);
        fails(_ -> {}, ErrorCode.INPUT_INVALID, "no good pixel lies in a dynamic bin");
    }

    @Test
    void aLabelThatIsNegativeIsRefused() throws IOException {
        Files.delete(good.qmap);
        int[] ones = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
        int[] odd = {1, 1, 1, 1, 1, -3, 1, 1, 1, 1, 1, 1};
        good.qmap(ones, odd, ones);
        fails(_ -> {}, ErrorCode.INPUT_INVALID, "static_roi_map has -3.0 at pixel (1, 1)");
    }

    @Test
    void anOutputThatIsAFileIsRefused() {
        ObjectNode arguments = good.arguments().put("output", good.raw.toString());
        assertThatThrownBy(() -> Measurement.run(arguments))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.OUTPUT_NOT_WRITABLE))
                .hasMessageContaining("a file is in the way")
                .hasMessageContaining("give an output folder");
    }

    @Test
    void unknownAndImpossibleArgumentsAreNamed() {
        fails(
                a -> a.put("stride", 1),
                ErrorCode.ARGUMENTS_INVALID,
                "stride",
                "its arguments are avg_frame, begin_frame");
        fails(a -> a.put("avg_frame", 0), ErrorCode.ARGUMENTS_INVALID, "avg_frame");
        fails(a -> a.put("type", "twotime"), ErrorCode.ARGUMENTS_INVALID, "type", "Twotime");
        fails(a -> a.put("smooth", "none"), ErrorCode.ARGUMENTS_INVALID, "smooth", "sqmap");
        fails(a -> a.put("layout", "nexus"), ErrorCode.ARGUMENTS_INVALID, "layout", "old");
        fails(a -> a.put("prefix", "../up"), ErrorCode.ARGUMENTS_INVALID, "prefix");
        fails(a -> a.remove("qmap"), ErrorCode.ARGUMENTS_INVALID, "qmap");
        fails(
                a -> a.put("num_partial_g2", 9),
                ErrorCode.ARGUMENTS_INVALID,
                "num_partial_g2 9 is more than the 8 frames used");
    }
}
