package org.beamlet.catalog.xpcs.stream;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.beamlet.catalog.xpcs.raw.RawFrames;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A file that grows. It is opened anew whenever it has changed, as no index of it stays true. */
public final class GrowingFile implements FrameStream {
    private final Path path;
    private final List<Path> parts;
    private final Function<Path, RawFrames> opener;
    private final Duration settling;
    private @Nullable RawFrames open;
    private @Nullable List<FileStamp> stamps;
    private @Nullable Detector detector;
    private long since;

    /** Frames that may be read, and those of them that no writer comes back to. */
    private long readable;

    private long certain;
    private long most = Long.MAX_VALUE;

    /**
     * Makes a stream; the file need not be there yet.
     *
     * @param opener opens it as it is at the moment
     * @param settling after so long without a change the newest frames count as written
     */
    public GrowingFile(Path path, Function<Path, RawFrames> opener, Duration settling) {
        this(path, List.of(path), opener, settling);
    }

    /**
     * Makes a stream of a detector of several modules.
     *
     * @param parts the files, each of which is written on its own
     */
    public GrowingFile(
            Path path, List<Path> parts, Function<Path, RawFrames> opener, Duration settling) {
        this.path = path;
        this.parts = List.copyOf(parts);
        this.opener = opener;
        this.settling = settling;
    }

    @Override
    public long look() {
        RawFrames now = refreshed();
        boolean settled = System.nanoTime() - since >= settling.toNanos();
        certain = Math.min(most, now.written(certain, false));
        long found = settled ? now.written(certain, true) : certain;
        readable = Math.max(readable, Math.min(most, found));
        return readable;
    }

    private RawFrames refreshed() {
        List<FileStamp> found = stampsNow();
        List<FileStamp> known = stamps;
        if (known != null && !areSameFiles(known, found)) {
            throw wrong("was replaced by another file while it was followed");
        }
        RawFrames before = open;
        if (before != null && found.equals(known)) {
            return before;
        }
        close();
        since = System.nanoTime();
        RawFrames now = opener.apply(path);
        try {
            requireSame(now);
        } catch (BeamletException e) {
            now.close();
            throw e;
        }
        open = now;
        // What has changed since the file was looked at is noticed at the next look.
        stamps = found;
        return now;
    }

    private List<FileStamp> stampsNow() {
        return parts.stream().map(FileStamp::of).toList();
    }

    private static boolean areSameFiles(List<FileStamp> known, List<FileStamp> found) {
        return IntStream.range(0, known.size())
                .allMatch(part -> known.get(part).isSameFile(found.get(part)));
    }

    private void requireSame(RawFrames now) {
        Detector known = detector;
        if (known == null) {
            detector = Detector.of(now);
        } else {
            known.require(now, path);
        }
        if (now.frames() < readable) {
            throw wrong("has %d frames and had %d before".formatted(now.frames(), readable));
        }
    }

    private BeamletException wrong(String what) {
        return new BeamletException(
                ErrorCode.INPUT_INVALID,
                "raw '%s' %s".formatted(path, what),
                "have one writer that appends to one file, and submit it again once that is whole");
    }

    @Override
    public void takeNoMore() {
        most = Math.max(readable, refreshed().stored());
    }

    @Override
    public long finish() {
        RawFrames now = refreshed();
        certain = Math.max(readable, Math.min(most, now.stored()));
        readable = certain;
        return readable;
    }

    @Override
    public Piece piece(long frame) {
        RawFrames now = open;
        if (now == null) {
            throw new IllegalStateException("frame " + frame + " of a file that is not open");
        }
        return new Piece(now, 0, readable);
    }

    @Override
    public void requireUnchanged(long end) {
        if (end > certain && !stampsNow().equals(stamps)) {
            throw wrong("was written to while its newest frame was read");
        }
    }

    @Override
    public void done(long frame) {}

    @Override
    public void close() {
        RawFrames now = open;
        open = null;
        if (now != null) {
            now.close();
        }
    }
}
