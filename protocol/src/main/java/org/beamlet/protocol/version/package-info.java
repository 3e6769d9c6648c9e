/** Versions of functions, and words that stand for one of several. */
@NullMarked
package org.beamlet.protocol.version;

import org.jspecify.annotations.NullMarked;
