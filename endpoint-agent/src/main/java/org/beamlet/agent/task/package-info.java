/** A task as the agent knows it. */
@NullMarked
package org.beamlet.agent.task;

import org.jspecify.annotations.NullMarked;
