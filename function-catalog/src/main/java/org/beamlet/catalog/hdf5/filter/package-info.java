/** The filters through which chunks of HDF5 datasets went when they were stored. */
@NullMarked
package org.beamlet.catalog.hdf5.filter;

import org.jspecify.annotations.NullMarked;
