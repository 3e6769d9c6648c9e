/** How much of the service one user may use at a time. */
@NullMarked
package org.beamlet.cloud.limit;

import org.jspecify.annotations.NullMarked;
