/** How a block is asked for: what a provider is told, and what it answers. */
@NullMarked
package org.beamlet.providers;

import org.jspecify.annotations.NullMarked;
