/** A whole Beamlet on loopback, run through its command as a user would. */
@NullMarked
package org.beamlet.conformance.stack;

import org.jspecify.annotations.NullMarked;
