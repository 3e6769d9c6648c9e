/** XPCS arithmetic on NVIDIA GPUs, through the driver's own interface. */
@NullMarked
package org.beamlet.catalog.xpcs.kernel.cuda;

import org.jspecify.annotations.NullMarked;
