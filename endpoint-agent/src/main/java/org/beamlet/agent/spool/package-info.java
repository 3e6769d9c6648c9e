/** Results that are too large for a message, between node managers and the service. */
@NullMarked
package org.beamlet.agent.spool;

import org.jspecify.annotations.NullMarked;
