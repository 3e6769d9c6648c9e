/** What node manager and worker process say to each other, and how it is framed. */
@NullMarked
package org.beamlet.worker.frame;

import org.jspecify.annotations.NullMarked;
