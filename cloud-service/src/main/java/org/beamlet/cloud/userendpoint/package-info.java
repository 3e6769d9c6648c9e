/** User endpoints: what a manager endpoint starts for one user and one configuration. */
@NullMarked
package org.beamlet.cloud.userendpoint;

import org.jspecify.annotations.NullMarked;
