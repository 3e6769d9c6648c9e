/** The archives that catalog functions come in, and what names their content. */
@NullMarked
package org.beamlet.catalog.bundle;

import org.jspecify.annotations.NullMarked;
