/**
 * A service behind TLS and a facility's own CA, reached through `beamlet connect` and beamlet_sdk.
 */
@NullMarked
package org.beamlet.conformance.connect;

import org.jspecify.annotations.NullMarked;
