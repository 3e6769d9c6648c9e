/** This version and the previous one at work together. */
@NullMarked
package org.beamlet.conformance.versions;

import org.jspecify.annotations.NullMarked;
