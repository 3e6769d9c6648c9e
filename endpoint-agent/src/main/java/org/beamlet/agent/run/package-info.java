/** Puts the parts together and runs them until somebody says stop. */
@NullMarked
package org.beamlet.agent.run;

import org.jspecify.annotations.NullMarked;
