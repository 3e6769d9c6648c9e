/** The agent with its workers, beside an executor that has no service either. */
@NullMarked
package org.beamlet.benchmarks.agent;

import org.jspecify.annotations.NullMarked;
