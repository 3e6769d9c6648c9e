/** The accelerators of a node: what the batch system granted, what they are, how they are. */
@NullMarked
package org.beamlet.worker.device;

import org.jspecify.annotations.NullMarked;
