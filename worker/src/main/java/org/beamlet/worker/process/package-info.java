/** The worker process: one JVM that runs tasks one at a time. */
@NullMarked
package org.beamlet.worker.process;

import org.jspecify.annotations.NullMarked;
