/** One home on several login nodes, which are pretended: who serves, and what becomes of tasks. */
@NullMarked
package org.beamlet.conformance.home;

import org.jspecify.annotations.NullMarked;
