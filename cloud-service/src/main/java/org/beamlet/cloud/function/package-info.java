/** Registered functions and who may run them. */
@NullMarked
package org.beamlet.cloud.function;

import org.jspecify.annotations.NullMarked;
