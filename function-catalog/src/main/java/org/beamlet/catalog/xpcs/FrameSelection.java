package org.beamlet.catalog.xpcs;

import org.beamlet.catalog.xpcs.kernel.Delay;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * Which frames of a series are used.
 *
 * @param begin first frame taken
 * @param stride every how many frames one is taken
 * @param average how many taken frames are averaged to one
 * @param count frames that result
 */
public record FrameSelection(long begin, int stride, int average, int count) {
    /**
     * Selects.
     *
     * @param begin from the end if negative, as Python's slices
     * @param end exclusive; zero or less means all
     * @throws BeamletException where fewer frames result than a correlation needs
     */
    static FrameSelection of(long begin, long end, int stride, int average, long available) {
        long first = begin < 0 ? Math.max(0, available + begin) : Math.min(begin, available);
        long last = end > 0 ? Math.min(end, available) : available;
        long count = Math.max(0, last - first) / ((long) stride * average);
        if (count < Delay.LEAST_FRAMES) {
            throw tooFew(begin, end, stride, average, available, count);
        }
        if (count > Integer.MAX_VALUE / 2) {
            throw new BeamletException(
                    ErrorCode.ARGUMENTS_INVALID,
                    "%d frames are more than this version correlates".formatted(count),
                    "average them with avg_frame or choose some with begin_frame and end_frame");
        }
        return new FrameSelection(first, stride, average, (int) count);
    }

    private static BeamletException tooFew(
            long begin, long end, int stride, int average, long available, long count) {
        String need = "a correlation needs %d".formatted(Delay.LEAST_FRAMES);
        if (available < Delay.LEAST_FRAMES) {
            return new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "the raw file has %d frames, %s".formatted(available, need),
                    "give a longer series");
        }
        return new BeamletException(
                ErrorCode.ARGUMENTS_INVALID,
                ("begin_frame %d, end_frame %d, stride_frame %d, avg_frame %d leave %d of %d"
                                + " frames, %s")
                        .formatted(begin, end, stride, average, count, available, need),
                "widen begin_frame..end_frame or lower stride_frame and avg_frame");
    }

    /** {@return the frame of the file that is the {@code part}-th of those averaged to a row} */
    long frame(int row, int part) {
        return begin + (row * (long) average + part) * stride;
    }
}
