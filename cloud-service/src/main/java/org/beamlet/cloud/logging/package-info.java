/** What becomes of log lines. */
@NullMarked
package org.beamlet.cloud.logging;

import org.jspecify.annotations.NullMarked;
