/** Two-time correlation: how every frame resembles every other, for each dynamic bin. */
@NullMarked
package org.beamlet.catalog.xpcs.twotime;

import org.jspecify.annotations.NullMarked;
