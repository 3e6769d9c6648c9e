package org.beamlet.catalog.xpcs.twotime;

/**
 * Neighbouring pixels of a block whose products may be added up in 16 bits.
 *
 * @param first of the block's pixels
 * @param pixels how many
 * @param most what no sum of their products is above
 * @param paired whether that is below 256, so that two frames share a lane
 */
record CountRun(int first, int pixels, int most, boolean paired) {}
