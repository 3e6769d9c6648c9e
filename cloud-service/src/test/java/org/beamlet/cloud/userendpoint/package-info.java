/** Tests of user endpoints. */
@NullMarked
package org.beamlet.cloud.userendpoint;

import org.jspecify.annotations.NullMarked;
