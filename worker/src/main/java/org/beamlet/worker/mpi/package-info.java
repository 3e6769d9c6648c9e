/** The nodes of a block that tasks take while they run, and the commands that start ranks there. */
@NullMarked
package org.beamlet.worker.mpi;

import org.jspecify.annotations.NullMarked;
