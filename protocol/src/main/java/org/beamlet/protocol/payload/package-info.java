/** Serialized buffers and how several are packed into one text. */
@NullMarked
package org.beamlet.protocol.payload;

import org.jspecify.annotations.NullMarked;
