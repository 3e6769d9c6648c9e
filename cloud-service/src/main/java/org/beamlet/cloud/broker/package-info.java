/** The broker behind the service: where messages go, who may touch which queue. */
@NullMarked
package org.beamlet.cloud.broker;

import org.jspecify.annotations.NullMarked;
