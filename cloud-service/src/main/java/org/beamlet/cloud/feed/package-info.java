/** Tells a facility's other systems what becomes of tasks, over AMQP 1.0. */
@NullMarked
package org.beamlet.cloud.feed;

import org.jspecify.annotations.NullMarked;
