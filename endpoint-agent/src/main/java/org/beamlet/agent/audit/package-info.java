/** Who ran what here: written once, never changed, and chained so that what is gone is noticed. */
@NullMarked
package org.beamlet.agent.audit;

import org.jspecify.annotations.NullMarked;
