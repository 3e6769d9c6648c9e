/** What every broker must do for the service, and the tools to ask it. */
@NullMarked
package org.beamlet.cloud.broker;

import org.jspecify.annotations.NullMarked;
