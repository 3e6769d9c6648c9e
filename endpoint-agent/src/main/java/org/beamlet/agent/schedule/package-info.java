/** Which task goes to which node manager, and what becomes of lost ones. */
@NullMarked
package org.beamlet.agent.schedule;

import org.jspecify.annotations.NullMarked;
