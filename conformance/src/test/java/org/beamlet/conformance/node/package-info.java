/** What nodes do to the file system that they share, and it to them. */
@NullMarked
package org.beamlet.conformance.node;

import org.jspecify.annotations.NullMarked;
