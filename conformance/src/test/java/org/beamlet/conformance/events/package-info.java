/** The feed of task events, read by brokers and clients of AMQP 1.0 that nobody here wrote. */
@NullMarked
package org.beamlet.conformance.events;

import org.jspecify.annotations.NullMarked;
