package org.beamlet.catalog.xpcs.twotime;

import java.util.ArrayList;
import java.util.List;
import org.beamlet.catalog.lanes.Lanes;
import org.jspecify.annotations.Nullable;

/**
 * A dynamic bin, and how the products of its pixels are added up.
 *
 * @param counts blocks that go in whole numbers
 * @param others blocks that go in floats
 */
record BinWork(BinFrames bin, List<CountBlock> counts, List<PixelBlock> others) {
    static BinWork of(BinFrames bin, Lanes lanes) {
        List<PixelBlock> blocks = bin.blocks();
        @Nullable CountBlock[] found = new @Nullable CountBlock[blocks.size()];
        lanes.forEach(
                found.length,
                (_, item) -> {
                    PixelBlock block = blocks.get(item);
                    found[item] = CountBlock.of(block, bin.factors(block)).orElse(null);
                });
        List<PixelBlock> others = new ArrayList<>();
        for (int item = 0; item < found.length; item++) {
            if (found[item] == null) {
                others.add(blocks.get(item));
            }
        }
        List<CountBlock> counts = new ArrayList<>();
        for (CountBlock block : found) {
            if (block != null) {
                counts.add(block);
            }
        }
        return new BinWork(bin, counts, others);
    }
}
