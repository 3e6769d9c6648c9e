/** A task as a worker sees it, and how it can end. */
@NullMarked
package org.beamlet.worker.task;

import org.jspecify.annotations.NullMarked;
