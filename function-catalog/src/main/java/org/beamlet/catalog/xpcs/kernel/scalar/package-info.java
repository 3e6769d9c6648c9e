/** XPCS arithmetic in plain Java: the reference for every other implementation. */
@NullMarked
package org.beamlet.catalog.xpcs.kernel.scalar;

import org.jspecify.annotations.NullMarked;
