/** Files that are known by their SHA-256, fetched once and kept within bounds. */
@NullMarked
package org.beamlet.worker.artifact;

import org.jspecify.annotations.NullMarked;
