/** Worker processes as their parent sees them: started, fed, buried and replaced. */
@NullMarked
package org.beamlet.worker.slot;

import org.jspecify.annotations.NullMarked;
