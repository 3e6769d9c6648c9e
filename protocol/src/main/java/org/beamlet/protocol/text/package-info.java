/** Words that people type. */
@NullMarked
package org.beamlet.protocol.text;

import org.jspecify.annotations.NullMarked;
