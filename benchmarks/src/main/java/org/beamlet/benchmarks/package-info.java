/** Loads that measure what a user waits for. */
@NullMarked
package org.beamlet.benchmarks;

import org.jspecify.annotations.NullMarked;
