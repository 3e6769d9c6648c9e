/** The processes of this machine, as Linux tells of them. */
@NullMarked
package org.beamlet.protocol.process;

import org.jspecify.annotations.NullMarked;
