/** Tests of large objects. */
@NullMarked
package org.beamlet.cloud.objects;

import org.jspecify.annotations.NullMarked;
