/** How one command becomes one process on each node of a block. */
@NullMarked
package org.beamlet.providers.launcher;

import org.jspecify.annotations.NullMarked;
