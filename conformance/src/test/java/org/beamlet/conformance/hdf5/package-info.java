/** Files that Beamlet writes, read by the library that scientists read them with. */
@NullMarked
package org.beamlet.conformance.hdf5;

import org.jspecify.annotations.NullMarked;
