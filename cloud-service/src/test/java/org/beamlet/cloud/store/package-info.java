/** Tests of the store. */
@NullMarked
package org.beamlet.cloud.store;

import org.jspecify.annotations.NullMarked;
