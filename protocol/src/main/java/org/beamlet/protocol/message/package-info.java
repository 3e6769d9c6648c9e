/** What travels over AMQP: a version byte and JSON. */
@NullMarked
package org.beamlet.protocol.message;

import org.jspecify.annotations.NullMarked;
