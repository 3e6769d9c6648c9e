/** Functions that behave badly in ways that a worker must survive. */
@NullMarked
package org.beamlet.worker.functions;

import org.jspecify.annotations.NullMarked;
