/** Calls that clients repeat without knowing whether they were carried out. */
@NullMarked
package org.beamlet.cloud.repeat;

import org.jspecify.annotations.NullMarked;
