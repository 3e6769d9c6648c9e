/**
 * Entries that are chained by their hashes, so that one that was taken away or changed is noticed:
 * who asked for what, and whether it was done.
 */
@NullMarked
package org.beamlet.protocol.audit;

import org.jspecify.annotations.NullMarked;
