/** Runs one task: from the packed buffer to the serialized result or the error. */
@NullMarked
package org.beamlet.worker.execution;

import org.jspecify.annotations.NullMarked;
