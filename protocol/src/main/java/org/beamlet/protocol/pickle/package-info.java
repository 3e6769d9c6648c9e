/** Reads values that Python's pickle wrote, as data: nothing that they name is looked up or run. */
@NullMarked
package org.beamlet.protocol.pickle;

import org.jspecify.annotations.NullMarked;
