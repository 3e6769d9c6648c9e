/** What is asked of Torque. */
@NullMarked
package org.beamlet.providers.torque;

import org.jspecify.annotations.NullMarked;
