/** SmallRye's RabbitMQ connector, tried for the service's incoming streams. */
@NullMarked
package org.beamlet.conformance.connector;

import org.jspecify.annotations.NullMarked;
