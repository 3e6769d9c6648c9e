/** Allowances, tried with a clock that tests move. */
@NullMarked
package org.beamlet.cloud.limit;

import org.jspecify.annotations.NullMarked;
