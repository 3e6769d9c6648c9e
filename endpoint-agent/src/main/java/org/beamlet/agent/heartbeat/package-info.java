/** What the agent tells the service of itself and of its tasks. */
@NullMarked
package org.beamlet.agent.heartbeat;

import org.jspecify.annotations.NullMarked;
