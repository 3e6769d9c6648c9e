/** Registered endpoints, who may submit to them, and whether they are there. */
@NullMarked
package org.beamlet.cloud.endpoint;

import org.jspecify.annotations.NullMarked;
