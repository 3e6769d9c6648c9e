/** The catalog: what a function is, how it is found, and how it is called. */
@NullMarked
package org.beamlet.catalog;

import org.jspecify.annotations.NullMarked;
