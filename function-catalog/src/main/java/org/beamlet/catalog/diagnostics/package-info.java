/** Functions that show whether the path from client to worker works. */
@NullMarked
package org.beamlet.catalog.diagnostics;

import org.jspecify.annotations.NullMarked;
