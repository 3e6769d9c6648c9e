/** How an endpoint would scale: its own code, in virtual time, on pretended nodes. */
@NullMarked
package org.beamlet.testing.scaling;

import org.jspecify.annotations.NullMarked;
