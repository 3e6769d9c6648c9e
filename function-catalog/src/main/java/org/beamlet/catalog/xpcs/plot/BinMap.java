package org.beamlet.catalog.xpcs.plot;

import java.awt.Color;
import java.util.function.IntFunction;

/** Shows which bins of the detector the panels beside it belong to. */
final class BinMap {
    private BinMap() {}

    static void draw(Sketch sketch, Box place, Labels labels, IntFunction<Color> colours) {
        Labels.Part part = labels.goodPart();
        Box box = place.fit(part.width(), part.height());
        MapPanel.bins(sketch, box, labels.cut(part), colours);
        MapPanel.pixelFrame(sketch, box, part, "bins shown");
    }
}
