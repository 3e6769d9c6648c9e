/** Calls of native libraries through Java's foreign function interface. */
@NullMarked
package org.beamlet.catalog.foreign;

import org.jspecify.annotations.NullMarked;
