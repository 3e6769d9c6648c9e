/** Brokers and clients of brokers that nobody here wrote. */
@NullMarked
package org.beamlet.conformance.broker;

import org.jspecify.annotations.NullMarked;
