/** What processes on nodes write of themselves, and functions by {@code System.Logger}. */
@NullMarked
package org.beamlet.worker.log;

import org.jspecify.annotations.NullMarked;
