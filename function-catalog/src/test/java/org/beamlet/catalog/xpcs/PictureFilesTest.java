package org.beamlet.catalog.xpcs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.output.AttemptFolder;
import org.beamlet.catalog.xpcs.plot.SaxsPlot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFilesTest {
    @TempDir private Path folder;

    private final List<String> warnings = new ArrayList<>();

    private static PictureFiles.Named picture(String name, int rows) {
        return new PictureFiles.Named(name, new SaxsPlot(name, new float[] {1, 2}, rows, 2));
    }

    private List<String> drawn(PictureFiles.Named... pictures) {
        try (Lanes lanes = new Lanes(2);
                AttemptFolder attempt = AttemptFolder.in(folder, "a-task", 1)) {
            PictureFiles files = new PictureFiles(attempt, lanes);
            files.draw(List.of(pictures), warnings);
            return files.publish(false).stream()
                    .map(file -> String.valueOf(file.getFileName()))
                    .toList();
        }
    }

    @Test
    void keepTheirOrderWhoeverIsDrawnFirst() {
        assertThat(drawn(picture("c", 1), picture("a", 1), picture("b", 1)))
                .containsExactly("c.png", "c.svg", "a.png", "a.svg", "b.png", "b.svg");
        assertThat(warnings).isEmpty();
    }

    @Test
    void whatCannotBeDrawnIsLeftOutWithOneWarning() {
        // Fewer values than pixels: drawing fails, as it does on a machine without fonts.
        assertThat(drawn(picture("wrong", 9), picture("right", 1), picture("worse", 30)))
                .containsExactly("right.png", "right.svg");
        assertThat(warnings).hasSize(1);
        assertThat(warnings.getFirst()).contains("not every picture was drawn");
    }
}
