/** Functions from their first line to their result, through the command. */
@NullMarked
package org.beamlet.conformance.catalog;

import org.jspecify.annotations.NullMarked;
