/** A few threads that share one piece of work. */
@NullMarked
package org.beamlet.catalog.lanes;

import org.jspecify.annotations.NullMarked;
