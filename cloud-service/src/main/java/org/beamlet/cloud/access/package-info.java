/** The parts of the service that say who may do what, put together. */
@NullMarked
package org.beamlet.cloud.access;

import org.jspecify.annotations.NullMarked;
