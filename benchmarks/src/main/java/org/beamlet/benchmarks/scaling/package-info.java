/** The agent's scaling on a pretended cluster of 10,000 nodes. */
@NullMarked
package org.beamlet.benchmarks.scaling;

import org.jspecify.annotations.NullMarked;
