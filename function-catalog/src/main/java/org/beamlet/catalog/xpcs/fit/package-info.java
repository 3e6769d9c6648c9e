/** Fits of correlation functions: how fast a sample changes, and how that depends on q. */
@NullMarked
package org.beamlet.catalog.xpcs.fit;

import org.jspecify.annotations.NullMarked;
