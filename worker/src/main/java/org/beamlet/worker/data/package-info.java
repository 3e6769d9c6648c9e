/** Turns the names of data roots in arguments into paths of this machine. */
@NullMarked
package org.beamlet.worker.data;

import org.jspecify.annotations.NullMarked;
