package org.beamlet.catalog.xpcs.twotime;

/**
 * Neighbouring pixels of a block whose products may be added up in 16 bits.
 *
 * @param first of the block's pixels
 * @param pixels how many
 * @param paired whether the sums stay below 256, so that two frames share a lane
 * @param settle whether the sums that were gathered so far must be taken over before this run
 */
record CountRun(int first, int pixels, boolean paired, boolean settle) {}
