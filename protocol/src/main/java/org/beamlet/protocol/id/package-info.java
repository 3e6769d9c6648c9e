/** Identifiers of tasks, functions, endpoints and task groups. */
@NullMarked
package org.beamlet.protocol.id;

import org.jspecify.annotations.NullMarked;
