/** Frames of a measurement that goes on: a file that grows, or a folder into which files come. */
@NullMarked
package org.beamlet.catalog.xpcs.stream;

import org.jspecify.annotations.NullMarked;
