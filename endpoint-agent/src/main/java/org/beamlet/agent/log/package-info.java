/** The agent's log: how it is written, and how it is read again. */
@NullMarked
package org.beamlet.agent.log;

import org.jspecify.annotations.NullMarked;
