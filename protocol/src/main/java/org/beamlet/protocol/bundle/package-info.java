/** Archives of catalog functions: what is in them, and what one function of them is made of. */
@NullMarked
package org.beamlet.protocol.bundle;

import org.jspecify.annotations.NullMarked;
