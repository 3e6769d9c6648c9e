/** Tests of how the service is started. */
@NullMarked
package org.beamlet.cloud.command;

import org.jspecify.annotations.NullMarked;
