/** Replicas of the service on RabbitMQ and PostgreSQL, and what happens when parts of that die. */
@NullMarked
package org.beamlet.conformance.production;

import org.jspecify.annotations.NullMarked;
