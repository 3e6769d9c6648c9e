/** Repeated calls, tried against a store. */
@NullMarked
package org.beamlet.cloud.repeat;

import org.jspecify.annotations.NullMarked;
