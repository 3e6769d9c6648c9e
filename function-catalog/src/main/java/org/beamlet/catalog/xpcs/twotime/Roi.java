package org.beamlet.catalog.xpcs.twotime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * The pixels that lie in dynamic bins, by dynamic, then static bin, then row by row.
 *
 * <p>In this order every bin is one stretch, so that its mean is a plain sum.
 */
public final class Roi {
    private final int[] pixels;
    private final List<DynamicBin> bins;

    private Roi(int[] pixels, List<DynamicBin> bins) {
        this.pixels = pixels;
        this.bins = List.copyOf(bins);
    }

    /**
     * Sorts a detector's pixels.
     *
     * @param dynamics label of each pixel's dynamic bin, 0 for none; such pixels are left out
     * @param statics label of each pixel's static bin, from 1 where there is a dynamic bin
     * @throws BeamletException with INPUT_INVALID where a static bin lies in two dynamic bins: the
     *     mean that levels its pixels would mix both
     */
    public static Roi of(int[] dynamics, int[] statics) {
        int[] counts = new int[Arrays.stream(statics).max().orElse(0) + 1];
        int[] owners = new int[counts.length];
        for (int p = 0; p < dynamics.length; p++) {
            if (dynamics[p] > 0) {
                int owner = owners[statics[p]];
                if (owner != 0 && owner != dynamics[p]) {
                    throw shared(
                            statics[p], Math.min(owner, dynamics[p]), Math.max(owner, dynamics[p]));
                }
                owners[statics[p]] = dynamics[p];
                counts[statics[p]]++;
            }
        }
        List<DynamicBin> bins = arrange(owners, counts);
        int[] next = new int[counts.length];
        bins.forEach(bin -> bin.statics().forEach(span -> next[span.label()] = span.first()));
        int[] pixels = new int[Arrays.stream(counts).sum()];
        for (int p = 0; p < dynamics.length; p++) {
            if (dynamics[p] > 0) {
                pixels[next[statics[p]]++] = p;
            }
        }
        return new Roi(pixels, bins);
    }

    private static BeamletException shared(int label, int one, int other) {
        return new BeamletException(
                ErrorCode.INPUT_INVALID,
                "static bin %d of the qmap lies in dynamic bins %d and %d"
                        .formatted(label, one, other),
                "for two-time give a qmap whose static bins lie each in one dynamic bin;"
                        + " type Multitau takes this one");
    }

    private static List<DynamicBin> arrange(int[] owners, int[] counts) {
        List<List<StaticSpan>> members = new ArrayList<>();
        int highest = Arrays.stream(owners).max().orElse(0);
        for (int label = 0; label <= highest; label++) {
            members.add(new ArrayList<>());
        }
        for (int label = 1; label < owners.length; label++) {
            if (counts[label] > 0) {
                members.get(owners[label]).add(new StaticSpan(label, 0, counts[label]));
            }
        }
        List<DynamicBin> bins = new ArrayList<>();
        int place = 0;
        for (int label = 1; label <= highest; label++) {
            int first = place;
            List<StaticSpan> spans = new ArrayList<>();
            for (StaticSpan span : members.get(label)) {
                spans.add(new StaticSpan(span.label(), place, span.count()));
                place += span.count();
            }
            if (place > first) {
                bins.add(new DynamicBin(label, first, place - first, spans));
            }
        }
        return bins;
    }

    /** {@return the dynamic bins that have pixels, by label} */
    public List<DynamicBin> bins() {
        return bins;
    }

    public int size() {
        return pixels.length;
    }

    /** {@return the detector's pixel, row by row, at a place of this order} */
    public int pixel(int place) {
        return pixels[place];
    }
}
