/** HDF5 files: reading through jHDF, writing through the native library. */
@NullMarked
package org.beamlet.catalog.hdf5;

import org.jspecify.annotations.NullMarked;
