/** Manager endpoints: one agent, as a process of its own, for each user and configuration. */
@NullMarked
package org.beamlet.agent.userendpoint;

import org.jspecify.annotations.NullMarked;
