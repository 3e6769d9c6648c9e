/** Caches from which the JVM starts quickly, and how they are made. */
@NullMarked
package org.beamlet.worker.start;

import org.jspecify.annotations.NullMarked;
