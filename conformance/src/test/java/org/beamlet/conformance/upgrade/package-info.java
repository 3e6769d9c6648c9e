/** Data folders that earlier versions left behind, taken over by this one. */
@NullMarked
package org.beamlet.conformance.upgrade;

import org.jspecify.annotations.NullMarked;
