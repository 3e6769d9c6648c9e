/** How commands of the same user ask a running agent, over a socket that only they can open. */
@NullMarked
package org.beamlet.agent.door;

import org.jspecify.annotations.NullMarked;
