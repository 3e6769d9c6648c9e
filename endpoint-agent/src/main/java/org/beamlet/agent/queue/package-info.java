/** Tasks in from the broker, outcomes out to it. */
@NullMarked
package org.beamlet.agent.queue;

import org.jspecify.annotations.NullMarked;
