/** Pictures of XPCS results, drawn without a display. */
@NullMarked
package org.beamlet.catalog.xpcs.plot;

import org.jspecify.annotations.NullMarked;
