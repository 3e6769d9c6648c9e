/** The archive of `beamlet bundle`, on a machine that has nothing else. */
@NullMarked
package org.beamlet.conformance.bundle;

import org.jspecify.annotations.NullMarked;
