/** Names of queues, exchanges, routing keys and headers. */
@NullMarked
package org.beamlet.protocol.amqp;

import org.jspecify.annotations.NullMarked;
