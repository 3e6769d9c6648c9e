/** Who did what, and what was refused to whom: written once, never changed. */
@NullMarked
package org.beamlet.cloud.audit;

import org.jspecify.annotations.NullMarked;
