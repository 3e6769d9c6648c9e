/** Which CPUs of a node are near which devices, and how they are shared. */
@NullMarked
package org.beamlet.worker.topology;

import org.jspecify.annotations.NullMarked;
