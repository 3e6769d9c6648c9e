/**
 * How a connection to the outside is opened: whom to trust, through which proxy, and what faults
 * mean.
 */
@NullMarked
package org.beamlet.protocol.net;

import org.jspecify.annotations.NullMarked;
