/** What the agent says to the service over REST. */
@NullMarked
package org.beamlet.agent.registration;

import org.jspecify.annotations.NullMarked;
