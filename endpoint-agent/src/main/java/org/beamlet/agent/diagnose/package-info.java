/** Looks for what keeps an endpoint from working, and packs what somebody else needs to help. */
@NullMarked
package org.beamlet.agent.diagnose;

import org.jspecify.annotations.NullMarked;
