/** One place that reads and writes JSON, with bounds on what it accepts. */
@NullMarked
package org.beamlet.protocol.json;

import org.jspecify.annotations.NullMarked;
