/** What is left after something was killed. */
@NullMarked
package org.beamlet.conformance.durability;

import org.jspecify.annotations.NullMarked;
