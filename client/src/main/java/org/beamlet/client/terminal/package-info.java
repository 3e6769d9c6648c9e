/** What a person sees: colour where there is a terminal, plain lines elsewhere. */
@NullMarked
package org.beamlet.client.terminal;

import org.jspecify.annotations.NullMarked;
