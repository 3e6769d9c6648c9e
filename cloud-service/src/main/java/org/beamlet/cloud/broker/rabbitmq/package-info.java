/** The broker of a production site: RabbitMQ, run by somebody else, administered over HTTP. */
@NullMarked
package org.beamlet.cloud.broker.rabbitmq;

import org.jspecify.annotations.NullMarked;
