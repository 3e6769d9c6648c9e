/** The arithmetic of XPCS behind interfaces, one implementation per kind of device. */
@NullMarked
package org.beamlet.catalog.xpcs.kernel;

import org.jspecify.annotations.NullMarked;
