/** The commands behind `beamlet endpoint`. */
@NullMarked
package org.beamlet.agent.command;

import org.jspecify.annotations.NullMarked;
