/** Where everything of a user lives, and files that nobody else may read. */
@NullMarked
package org.beamlet.protocol.home;

import org.jspecify.annotations.NullMarked;
