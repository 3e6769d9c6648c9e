/** What the agent must not forget: an append-only file that survives a killed agent. */
@NullMarked
package org.beamlet.agent.journal;

import org.jspecify.annotations.NullMarked;
