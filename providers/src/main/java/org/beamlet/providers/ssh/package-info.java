/** Batch systems on another host, to which there is one SSH connection. */
@NullMarked
package org.beamlet.providers.ssh;

import org.jspecify.annotations.NullMarked;
