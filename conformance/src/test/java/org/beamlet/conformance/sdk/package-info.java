/** The published globus-compute-sdk, unmodified, against the service. */
@NullMarked
package org.beamlet.conformance.sdk;

import org.jspecify.annotations.NullMarked;
