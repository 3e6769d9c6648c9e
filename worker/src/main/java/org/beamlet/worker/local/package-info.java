/** Workers of one's own: tasks run here, without an agent and without a network. */
@NullMarked
package org.beamlet.worker.local;

import org.jspecify.annotations.NullMarked;
