/** Data by the name of its place, so that a task may run wherever that place is. */
@NullMarked
package org.beamlet.protocol.data;

import org.jspecify.annotations.NullMarked;
