/** Results as they arrive: the AMQP stream of a task group. */
@NullMarked
package org.beamlet.client.stream;

import org.jspecify.annotations.NullMarked;
