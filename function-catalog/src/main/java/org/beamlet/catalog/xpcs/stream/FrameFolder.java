package org.beamlet.catalog.xpcs.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.beamlet.catalog.xpcs.raw.RawFrames;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A folder into which files come, each of which is read once it does not change any more. */
public final class FrameFolder implements FrameStream {
    private static final String FILES = "(?!.*_metadata\\.).+\\.(h5|hdf5|nxs|imm|bin)";

    /** So many files are open and not yet read; others wait. */
    private static final int MOST_OPEN = 16;

    private static final int MOST_AWAITED = 64;

    private final Path folder;
    private final Function<Path, RawFrames> opener;
    private final Duration settling;
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private @Nullable Detector detector;
    private @Nullable Path taken;
    private @Nullable String last;
    private int takenFiles;
    private long frames;

    /** How the next files are, and since when. */
    private final Map<Path, Seen> seen = new HashMap<>();

    private record Seen(FileStamp stamp, long sinceNs) {}

    /**
     * Makes a stream.
     *
     * @param opener opens a file that is whole
     * @param settling after so long without a change a file counts as whole
     */
    public FrameFolder(Path folder, Function<Path, RawFrames> opener, Duration settling) {
        this.folder = folder;
        this.opener = opener;
        this.settling = settling;
    }

    @Override
    public long look() {
        List<Path> files = files();
        requireInOrder(files);
        List<Path> next = files.subList(takenFiles, files.size());
        List<Path> some = next.subList(0, Math.min(next.size(), MOST_AWAITED));
        List<Path> whole = some.stream().filter(this::isWhole).toList();
        for (Path file : some) {
            if (pieces.size() >= MOST_OPEN || !whole.contains(file)) {
                break;
            }
            take(file);
        }
        return frames;
    }

    private List<Path> files() {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(FrameFolder::holdsFrames)
                    .filter(file -> !comesTooLate(name(file)))
                    .sorted(Comparator.comparing(FrameFolder::name, NaturalOrder.INSTANCE))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "raw '%s' cannot be listed: %s".formatted(folder, e),
                    "give a folder that the endpoint's user may read",
                    e);
        }
    }

    private boolean comesTooLate(String name) {
        String end = last;
        return end != null && NaturalOrder.INSTANCE.compare(name, end) > 0;
    }

    private static boolean holdsFrames(Path file) {
        String name = name(file);
        return !name.startsWith(".") && name.toLowerCase(Locale.ROOT).matches(FILES);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** What came between files that were taken, or went from among them, has no place any more. */
    private void requireInOrder(List<Path> files) {
        Path newest = taken;
        if (newest != null
                && (files.size() < takenFiles || !files.get(takenFiles - 1).equals(newest))) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "in raw '%s' a file came or went before '%s', which was read already"
                            .formatted(folder, name(newest)),
                    "have files come in the order of their names; once all are there, submit it"
                            + " again");
        }
    }

    private boolean isWhole(Path file) {
        FileStamp found = FileStamp.of(file);
        Seen before = seen.get(file);
        if (before == null || !before.stamp().equals(found)) {
            seen.put(file, new Seen(found, System.nanoTime()));
            return false;
        }
        return found.size() > 0 && System.nanoTime() - before.sinceNs() >= settling.toNanos();
    }

    private void take(Path file) {
        RawFrames opened = opener.apply(file);
        try {
            Detector known = detector;
            if (known == null) {
                detector = Detector.of(opened);
            } else {
                known.require(opened, file);
            }
        } catch (BeamletException e) {
            opened.close();
            throw e;
        }
        pieces.add(new Piece(opened, frames, frames + opened.frames()));
        frames += opened.frames();
        seen.remove(file);
        taken = file;
        takenFiles++;
    }

    @Override
    public void takeNoMore() {
        List<Path> files = files();
        last = files.isEmpty() ? "" : name(files.getLast());
    }

    @Override
    public long finish() {
        List<Path> files = files();
        if (files.size() > takenFiles) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "raw '%s' was still written to, or is empty, when the stream ended"
                            .formatted(files.get(takenFiles)),
                    "end a stream once its last file is whole, or give a longer stream_idle_s");
        }
        return frames;
    }

    @Override
    public Piece piece(long frame) {
        return pieces.stream()
                .filter(piece -> frame >= piece.first() && frame < piece.end())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("frame " + frame + " is gone"));
    }

    @Override
    public void requireUnchanged(long end) {
        // A file that is read is whole.
    }

    @Override
    public void done(long frame) {
        while (!pieces.isEmpty() && pieces.getFirst().end() <= frame) {
            pieces.removeFirst().frames().close();
        }
    }

    @Override
    public void close() {
        pieces.forEach(piece -> piece.frames().close());
        pieces.clear();
    }
}
