/** The archive at a facility of which nothing else is known but Slurm and a proxy. */
@NullMarked
package org.beamlet.conformance.facility;

import org.jspecify.annotations.NullMarked;
