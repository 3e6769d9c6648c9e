/** The one error base: a code, who must act, what happened and what to do. */
@NullMarked
package org.beamlet.protocol.error;

import org.jspecify.annotations.NullMarked;
