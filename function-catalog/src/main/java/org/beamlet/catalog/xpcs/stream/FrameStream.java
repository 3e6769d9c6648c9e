package org.beamlet.catalog.xpcs.stream;

import org.beamlet.catalog.xpcs.raw.RawFrames;

/**
 * Frames that come while they are read; their numbers count from 0, through all files.
 *
 * <p>Whatever is raised as a {@link org.beamlet.protocol.error.BeamletException} may be over at the
 * next look: a writer may just have been at that place.
 */
public sealed interface FrameStream extends AutoCloseable permits GrowingFile, FrameFolder {
    /**
     * Frames that lie together.
     *
     * @param first the number of the first
     * @param end the number behind the last that may be read
     */
    record Piece(RawFrames frames, long first, long end) {}

    /** {@return how many frames may be read by now, after looking anew} */
    long look();

    /** Leaves out whatever comes after what is there at this moment. */
    void takeNoMore();

    /** {@return how many frames there are, now that no more will come} */
    long finish();

    /** {@return where a frame lies} */
    Piece piece(long frame);

    /** Complains if frames before {@code end} may have changed since the last look. */
    void requireUnchanged(long end);

    /** Frames before this one are not needed any more. */
    void done(long frame);

    @Override
    void close();
}
