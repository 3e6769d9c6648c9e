package org.beamlet.catalog.xpcs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.output.AttemptFolder;
import org.beamlet.catalog.xpcs.plot.Figure;
import org.jspecify.annotations.Nullable;

/** Draws figures into an attempt's folder, each as PNG and SVG, and publishes them. */
final class PictureFiles {
    /**
     * A figure and its name.
     *
     * @param stem of the files' names
     */
    record Named(String stem, Figure figure) {}

    private record Drawn(Path file, String stem, String extension) {}

    private final AttemptFolder attempt;
    private final Lanes lanes;
    private final List<Drawn> drawn = new ArrayList<>();

    PictureFiles(AttemptFolder attempt, Lanes lanes) {
        this.attempt = attempt;
        this.lanes = lanes;
    }

    /**
     * Draws.
     *
     * @param warnings gets a word where this machine cannot draw: it gets its numbers all the same
     */
    void draw(List<Named> figures, List<String> warnings) {
        @Nullable Drawn[] done = new Drawn[2 * figures.size()];
        AtomicReference<@Nullable Throwable> trouble = new AtomicReference<>();
        lanes.forEach(
                figures.size(),
                (_, index) -> {
                    Named named = figures.get(index);
                    done[2 * index] = draw(named, ".png", named.figure()::writePng, trouble);
                    done[2 * index + 1] = draw(named, ".svg", named.figure()::writeSvg, trouble);
                });
        for (Drawn one : done) {
            if (one != null) {
                drawn.add(one);
            }
        }
        if (trouble.get() != null) {
            warnings.add(
                    "not every picture was drawn, Java finds no usable fonts: " + trouble.get());
        }
    }

    @FunctionalInterface
    private interface Drawing {
        void write(Path file) throws IOException;
    }

    /** A node without fonts still gets what needs none. */
    private @Nullable Drawn draw(
            Named named,
            String extension,
            Drawing drawing,
            AtomicReference<@Nullable Throwable> trouble) {
        Path file = attempt.file(named.stem() + extension + ".temp");
        try {
            drawing.write(file);
            return new Drawn(file, named.stem(), extension);
        } catch (IOException e) {
            throw attempt.failed(file, e);
        } catch (LinkageError | RuntimeException | InternalError e) {
            trouble.compareAndSet(null, e);
            return null;
        }
    }

    /** Gives what was drawn its final names, in the order in which it was drawn. */
    List<Path> publish(boolean overwrite) {
        return drawn.stream()
                .map(one -> attempt.publish(one.file(), one.stem(), one.extension(), overwrite))
                .toList();
    }
}
