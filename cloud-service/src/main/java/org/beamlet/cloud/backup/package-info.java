/** Copies of an embedded service's data folder, taken while it runs, and their way back. */
@NullMarked
package org.beamlet.cloud.backup;

import org.jspecify.annotations.NullMarked;
