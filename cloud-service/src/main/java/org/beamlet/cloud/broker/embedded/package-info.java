/** The broker that runs inside the service when no other is configured: Qpid Broker-J. */
@NullMarked
package org.beamlet.cloud.broker.embedded;

import org.jspecify.annotations.NullMarked;
