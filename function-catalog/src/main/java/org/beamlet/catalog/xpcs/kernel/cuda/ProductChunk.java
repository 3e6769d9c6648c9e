package org.beamlet.catalog.xpcs.kernel.cuda;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pixels that are sent to a GPU at once, in rows of values.
 *
 * @param pieces whose pixels they are
 * @param groups rows that share their factors
 */
record ProductChunk(CellKind kind, List<Piece> pieces, List<Group> groups) {
    /**
     * Pixels that lie one after the other here and there.
     *
     * @param first of them in {@code from}
     * @param row of the first
     */
    record Piece(PixelRows from, int first, int pixels, int row) {}

    /**
     * Rows of pixels of one group.
     *
     * @param row the first
     * @param pixels how many have values; up to the next multiple of the kind's step rows are zero
     * @param factors by frame
     */
    @SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
    record Group(int row, int pixels, float[] factors) {
        int rows(CellKind kind) {
            return Math.ceilDiv(pixels, kind.step()) * kind.step();
        }
    }

    ProductChunk {
        pieces = List.copyOf(pieces);
        groups = List.copyOf(groups);
    }

    /**
     * Cuts a bin's pixels.
     *
     * @param stride values of a row
     * @param bytes that a chunk's rows may take; enough for a step of any kind
     * @param groups that a chunk may have
     */
    static List<ProductChunk> cut(List<PixelRows> bin, int stride, long bytes, int groups) {
        List<ProductChunk> chunks = new ArrayList<>();
        for (CellKind kind : CellKind.values()) {
            long rows = bytes / stride / kind.bytes() / kind.step() * kind.step();
            Cutter cutter =
                    new Cutter(kind, (int) Math.min(rows, Integer.MAX_VALUE / 2), groups, chunks);
            bin.stream().filter(some -> some.kind() == kind).forEach(cutter::add);
            cutter.closeChunk();
        }
        return chunks;
    }

    /** Fills one chunk after the other. */
    private static final class Cutter {
        private final CellKind kind;
        private final int mostRows;
        private final int mostGroups;
        private final List<ProductChunk> chunks;
        private final List<Piece> pieces = new ArrayList<>();
        private final List<Group> groups = new ArrayList<>();
        private @Nullable PixelRows last;
        private int begin;
        private int end;

        Cutter(CellKind kind, int mostRows, int mostGroups, List<ProductChunk> chunks) {
            this.kind = kind;
            this.mostRows = mostRows;
            this.mostGroups = mostGroups;
            this.chunks = chunks;
        }

        void add(PixelRows some) {
            int done = 0;
            while (done < some.pixels()) {
                if (last != null && last.group() != some.group()) {
                    closeGroup(last);
                }
                int room = Math.min(mostRows - end, kind.mostPixels() - (end - begin));
                if (room == 0 || groups.size() == mostGroups) {
                    if (last != null) {
                        closeGroup(last);
                    }
                    if (end == mostRows || groups.size() == mostGroups) {
                        closeChunk();
                    }
                    continue;
                }
                int count = Math.min(room, some.pixels() - done);
                pieces.add(new Piece(some, done, count, end));
                last = some;
                end += count;
                done += count;
            }
        }

        private void closeGroup(PixelRows of) {
            Group group = new Group(begin, end - begin, of.factors());
            groups.add(group);
            end = begin + group.rows(kind);
            begin = end;
            last = null;
        }

        void closeChunk() {
            if (last != null) {
                closeGroup(last);
            }
            if (!groups.isEmpty()) {
                chunks.add(new ProductChunk(kind, pieces, groups));
            }
            pieces.clear();
            groups.clear();
            begin = 0;
            end = 0;
        }
    }
}
