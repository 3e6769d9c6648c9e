/** The commands {@code beamlet cloud} start, token and status. */
@NullMarked
package org.beamlet.cloud.command;

import org.jspecify.annotations.NullMarked;
