/** Parts of a whole Beamlet are killed at random while it works. */
@NullMarked
package org.beamlet.conformance.chaos;

import org.jspecify.annotations.NullMarked;
