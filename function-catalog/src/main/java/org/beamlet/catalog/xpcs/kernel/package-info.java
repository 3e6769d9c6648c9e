/** The arithmetic of XPCS behind a façade, one implementation per kind of device. */
@NullMarked
package org.beamlet.catalog.xpcs.kernel;

import org.jspecify.annotations.NullMarked;
