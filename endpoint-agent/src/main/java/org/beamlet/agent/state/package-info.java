/** Where an agent keeps what must survive it, and whether that place is fit for it. */
@NullMarked
package org.beamlet.agent.state;

import org.jspecify.annotations.NullMarked;
