/** An endpoint for JUnit tests of functions and of what calls them. */
@NullMarked
package org.beamlet.testing;

import org.jspecify.annotations.NullMarked;
