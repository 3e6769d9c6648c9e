/** What a function says of itself: schemas, resources, documentation, deprecation. */
@NullMarked
package org.beamlet.catalog.descriptor;

import org.jspecify.annotations.NullMarked;
