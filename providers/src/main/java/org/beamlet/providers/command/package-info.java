/** External commands, run so that none can hang or outlive its caller. */
@NullMarked
package org.beamlet.providers.command;

import org.jspecify.annotations.NullMarked;
