package org.beamlet.catalog.xpcs.plot;

/**
 * The bins of a detector's pixels.
 *
 * @param bins label of every pixel, row by row, 0 for none
 * @param good which pixels are used
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
public record Labels(int[] bins, boolean[] good, int rows, int columns) {
    /** A rectangle of pixels. */
    record Part(int top, int left, int height, int width) {}

    /** {@return the smallest part with all good pixels; the whole if there is none} */
    Part goodPart() {
        int top = rows;
        int bottom = -1;
        int left = columns;
        int right = -1;
        for (int p = 0; p < good.length; p++) {
            if (good[p]) {
                top = Math.min(top, p / columns);
                bottom = Math.max(bottom, p / columns);
                left = Math.min(left, p % columns);
                right = Math.max(right, p % columns);
            }
        }
        return bottom < 0
                ? new Part(0, 0, rows, columns)
                : new Part(top, left, bottom - top + 1, right - left + 1);
    }

    Labels cut(Part part) {
        int[] cutBins = new int[part.height() * part.width()];
        boolean[] cutGood = new boolean[cutBins.length];
        for (int row = 0; row < part.height(); row++) {
            int from = (part.top() + row) * columns + part.left();
            System.arraycopy(bins, from, cutBins, row * part.width(), part.width());
            System.arraycopy(good, from, cutGood, row * part.width(), part.width());
        }
        return new Labels(cutBins, cutGood, part.height(), part.width());
    }

    int highest() {
        int highest = 0;
        for (int bin : bins) {
            highest = Math.max(highest, bin);
        }
        return highest;
    }
}
