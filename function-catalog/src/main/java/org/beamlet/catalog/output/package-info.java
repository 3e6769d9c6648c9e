/** Where functions leave their files: first in a folder of the attempt, then under final names. */
@NullMarked
package org.beamlet.catalog.output;

import org.jspecify.annotations.NullMarked;
