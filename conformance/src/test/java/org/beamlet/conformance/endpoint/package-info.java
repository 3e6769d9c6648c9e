/** A Globus Compute endpoint and its SDK, unmodified, as agent and client of this service. */
@NullMarked
package org.beamlet.conformance.endpoint;

import org.jspecify.annotations.NullMarked;
