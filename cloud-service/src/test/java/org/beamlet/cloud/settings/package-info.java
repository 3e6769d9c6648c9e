/** Tests of the settings. */
@NullMarked
package org.beamlet.cloud.settings;

import org.jspecify.annotations.NullMarked;
