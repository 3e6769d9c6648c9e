/** A door on loopback to a service elsewhere, for programs that can only call localhost. */
@NullMarked
package org.beamlet.client.connect;

import org.jspecify.annotations.NullMarked;
