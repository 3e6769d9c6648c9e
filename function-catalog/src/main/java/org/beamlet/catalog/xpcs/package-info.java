/** X-ray photon correlation spectroscopy: multi-tau correlation of detector frames. */
@NullMarked
package org.beamlet.catalog.xpcs;

import org.jspecify.annotations.NullMarked;
