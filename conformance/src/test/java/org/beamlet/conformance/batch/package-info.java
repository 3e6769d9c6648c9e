/** Blocks on batch systems: what the agent says of them, and what becomes of tasks. */
@NullMarked
package org.beamlet.conformance.batch;

import org.jspecify.annotations.NullMarked;
