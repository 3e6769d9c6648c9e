/** The embedded broker, tested with a real client. */
@NullMarked
package org.beamlet.cloud.broker.embedded;

import org.jspecify.annotations.NullMarked;
