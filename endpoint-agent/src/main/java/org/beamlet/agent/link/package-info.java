/** Serves the node managers of the endpoint's blocks. */
@NullMarked
package org.beamlet.agent.link;

import org.jspecify.annotations.NullMarked;
