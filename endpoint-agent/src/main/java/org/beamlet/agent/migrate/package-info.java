/** Takes endpoints of Globus Compute over. */
@NullMarked
package org.beamlet.agent.migrate;

import org.jspecify.annotations.NullMarked;
