package org.beamlet.catalog.xpcs.twotime;

/**
 * The pixels of a static bin, neighbours in the order of a {@link Roi}.
 *
 * @param label of the static bin, from 1
 * @param first place of its first pixel
 * @param count of its pixels, at least 1
 */
public record StaticSpan(int label, int first, int count) {}
