/** What is asked of PBS Pro and OpenPBS. */
@NullMarked
package org.beamlet.providers.pbs;

import org.jspecify.annotations.NullMarked;
