/** Containers in which workers run: how one is started, what is mounted, how it ends. */
@NullMarked
package org.beamlet.worker.container;

import org.jspecify.annotations.NullMarked;
