/** The rules of ARCHITECTURE.md, held by tests. */
@NullMarked
package org.beamlet.architecture;

import org.jspecify.annotations.NullMarked;
