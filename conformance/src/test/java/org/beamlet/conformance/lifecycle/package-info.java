/** Tasks while queues, brokers and connections break under them, through the real command. */
@NullMarked
package org.beamlet.conformance.lifecycle;

import org.jspecify.annotations.NullMarked;
