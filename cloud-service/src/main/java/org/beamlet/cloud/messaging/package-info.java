/** Tasks, results and heartbeats on their way through the broker. */
@NullMarked
package org.beamlet.cloud.messaging;

import org.jspecify.annotations.NullMarked;
