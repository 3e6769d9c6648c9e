/** The loops of the scalar package in explicit vectors, where the JVM was started with them. */
@NullMarked
package org.beamlet.catalog.xpcs.kernel.simd;

import org.jspecify.annotations.NullMarked;
