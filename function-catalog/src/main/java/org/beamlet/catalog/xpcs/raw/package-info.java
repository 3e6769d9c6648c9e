/** Detector files as beamlines write them, behind one face. */
@NullMarked
package org.beamlet.catalog.xpcs.raw;

import org.jspecify.annotations.NullMarked;
