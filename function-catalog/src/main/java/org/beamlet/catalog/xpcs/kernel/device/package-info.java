/** What is known of the devices that arithmetic may run on. */
@NullMarked
package org.beamlet.catalog.xpcs.kernel.device;

import org.jspecify.annotations.NullMarked;
