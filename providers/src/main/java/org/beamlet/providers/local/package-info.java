/** Blocks as process groups on this machine. */
@NullMarked
package org.beamlet.providers.local;

import org.jspecify.annotations.NullMarked;
