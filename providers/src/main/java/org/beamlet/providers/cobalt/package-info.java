/** What is asked of Cobalt. */
@NullMarked
package org.beamlet.providers.cobalt;

import org.jspecify.annotations.NullMarked;
