/** What is asked of Slurm. */
@NullMarked
package org.beamlet.providers.slurm;

import org.jspecify.annotations.NullMarked;
