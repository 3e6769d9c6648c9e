/** Functions for tests. */
@NullMarked
package org.beamlet.testing.functions;

import org.jspecify.annotations.NullMarked;
