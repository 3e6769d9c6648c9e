/** XPCS arithmetic in double precision, on request rounded as boost_corr rounds. */
@NullMarked
package org.beamlet.catalog.xpcs.kernel.wide;

import org.jspecify.annotations.NullMarked;
